import type { Preprocess } from '../core/calibration/Dataset.ts';
import type { MoveResult } from '../core/groups/checkMove.ts';
import type { Assignment } from '../core/groups/Group.ts';
import type { Plan } from '../core/plan/makePlan.ts';
import type { CostName, Solution } from '../core/plan/Program.ts';
import type { RefineWay } from '../core/plan/Refinement.ts';
import type { BackendName, BackendReport, Histogram, LoadedModel } from '../core/ports.ts';
import type { Profile } from '../core/profile/Profile.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { AqsTable, Distance, Operands } from '../core/sensitivity/AqsTable.ts';
import type { Repair } from '../core/sensitivity/repairMonotone.ts';
import type { Explanation } from './explaining.ts';
import type { KnownStairs } from './KnownStairs.ts';
import type { LoweringSettings, LoweringState } from './LoweringState.ts';
import type { RefinementState } from './RefinementState.ts';
import type { Sample } from './Sample.ts';
import type { StairQuestion } from './selectors/selectStairQuestion.ts';
import type { KeptPlan, VerifiedPlan } from './VerifiedPlan.ts';
import type { VerificationDataState } from './verificationData.ts';

/** Asynchronous work, one at a time per kind: starting a job aborts the one before it. */
export type Job =
  | { readonly state: 'idle' }
  | {
      readonly state: 'running';
      readonly done: number;
      readonly total: number;
      readonly text: string;
      readonly remainingMs?: number;
    }
  | { readonly state: 'done' }
  | { readonly state: 'failed'; readonly message: string };

/** What the user decided: this part, and nothing else, is undone and redone, exported, and restored. */
export interface Decisions {
  readonly profileId: string;
  /** Budgets that hold, as absolute limits in the units of `Program`. At least one is always on. */
  readonly budgets: Readonly<Partial<Record<CostName, number>>>;
  /** Which cost the trade-off curve and the main slider show. */
  readonly mainBudget: CostName;
  /** Group id -> pair key. */
  readonly pins: Readonly<Record<string, string>>;
  readonly assignment: Assignment;
  readonly aggregate: 'sum' | 'mean' | 'max';
  readonly distance: Distance;
  /**
   * Null: total AQS is minimized under the budgets. A number: the main budget's cost is minimized under this limit on
   * total AQS, and that budget's own limit follows from the answer.
   */
  readonly aqsLimit: number | null;
  /** Share by which a plan may be worse than the optimum for being nearer to the plan before it: 0 .. 1. */
  readonly tolerance: number;
  /** In force while nothing else of the decisions differs from those that it was found for. */
  readonly heldPlan: HeldPlan | null;
}

export interface DataState {
  /** Tells these data from others; equal after the page was loaded again. */
  readonly id?: string;
  readonly kind: 'images' | 'array' | 'synthetic';
  readonly name: string;
  readonly count: number;
  /** How many there are, of which `count` are used; absent where they have no end. */
  readonly available?: number;
  readonly shape: readonly number[];
  /** Only for images. */
  readonly preprocess?: Preprocess;
  /** Name of the preset `preprocess` equals, or `custom`. */
  readonly preset?: string;
  /** Sentences: what looks wrong about these data for this model. */
  readonly warnings: readonly string[];
}

/** How the layers are measured. Changing one of these makes the AQS table stale. */
export interface MeasureSettings {
  readonly operands: Operands;
  readonly quantizer: QuantizerSettings;
  /** Images used of those given. */
  readonly images: number;
}

/** On what plans are verified. */
export interface VerifySettings {
  /** Most images used of those given. */
  readonly images: number;
  /** Every third of the user's own images is held out of calibration for it. */
  readonly holdOut: boolean;
}

/** A plan that measured better than the optimum of the scores, in its place while the question stays the same. */
export interface HeldPlan {
  /** How it was found: `neighbouring budgets`, `swap search` .. */
  readonly how: string;
  /** Pair key by group id. */
  readonly pairs: Readonly<Record<string, string>>;
  /** `heldQuestion` of the decisions that it was found for. */
  readonly question: string;
}

/** A sentence to show until dismissed. A refusal names the rule and the tensor that ties. */
export interface Notice {
  readonly kind: 'refused' | 'error' | 'info';
  readonly text: string;
  readonly rule?: string;
  readonly tensor?: string;
}

export interface StudioState {
  // ── the machine
  readonly backend: BackendReport | null;
  // ── what was opened
  readonly samples: readonly Sample[];
  readonly profiles: Readonly<Record<string, Profile>>;
  /** Ids of variants whose table the user took away: no longer offered, but undo may come back to them. */
  readonly hiddenProfiles: readonly string[];
  readonly model: LoadedModel | null;
  readonly data: DataState | null;
  /** Id of the open sample network, which brings images of its own; null for the user's own model. */
  readonly sampleId: string | null;
  // ── what the machine computed
  /** Monotone: as measured, then repaired; `repairs` says where. */
  readonly aqs: AqsTable;
  readonly repairs: readonly Repair[];
  /** Settings the table was measured with; differs from `measureSettings` when stale. */
  readonly aqsSettings: MeasureSettings | null;
  /** The data the table was measured on, which may have come with an imported plan. */
  readonly aqsData: Pick<DataState, 'kind' | 'name' | 'count'> | null;
  /** Forward passes of all calibration images that the newest measurement has run, by multiply-accumulates; 0: all was kept. */
  readonly aqsPasses: number;
  /** When AQS come whole from an earlier visit: which table, and when it was saved, in milliseconds since 1970. */
  readonly aqsKept: { readonly table: AqsTable; readonly savedAt: number } | null;
  /** What is kept of all networks together, when it was last looked at. */
  readonly keptMeasurements: { readonly count: number; readonly bytes: number } | null;
  /** SHA-256 of the model if some op of it has no derivative: errors then cannot be followed back from the output. */
  readonly noDerivative: string | null;
  readonly inputHistograms: Readonly<Record<string, Histogram>>;
  readonly weightHistograms: Readonly<Record<string, Histogram>>;
  readonly measureSettings: MeasureSettings;
  /** Data that calibration does not use; null where there are none. */
  readonly verificationData: VerificationDataState | null;
  readonly verifySettings: VerifySettings;
  /** Plans that were measured, of this network; the newest of equal pairs. */
  readonly verified: readonly VerifiedPlan[];
  /** Plans kept for comparison, in the order of keeping. */
  readonly kept: readonly KeptPlan[];
  readonly refinement: RefinementState | null;
  readonly loweringSettings: LoweringSettings;
  /** The newest accuracy-driven search; null before the first, and once it is discarded. */
  readonly lowering: LoweringState | null;
  /** The newest answer; kept on screen while the next is under way. */
  readonly solution: Solution | null;
  /** What the newest feasible answer means; kept while the next is under way and when it is infeasible. */
  readonly plan: Plan | null;
  /** Optima of the main budget known by now; belongs to an older question while it is not that of `selectStairQuestion`. */
  readonly stairs: KnownStairs | null;
  /** Why the staircase of this question is not grown on; null while all is well. */
  readonly stairsTrouble: { readonly question: StairQuestion; readonly message: string } | null;
  /** Made when the studio is at rest; belongs to an older answer while its `solution` is not the present one. */
  readonly explanation: Explanation | null;
  /** Sentence about what the last solve or edit changed: `res4b 8/8 → 4/8: +0.0021 AQS, −3.6 GBOPS`. */
  readonly news: readonly string[];
  /** A refusal or failure to show until dismissed. */
  readonly notice: Notice | null;
  readonly jobs: Readonly<Record<'open' | 'data' | 'measure' | 'solve' | 'verify', Job>>;
  // ── decisions (undoable)
  readonly decisions: Decisions;
  // ── view
  /** Selected layer names. */
  readonly selection: readonly string[];
  /** Layer name under the pointer, in any view. */
  readonly hover: string | null;
  readonly theme: 'light' | 'dark' | 'system';
  readonly fullGraph: boolean;
  /** Which AQS colour shows: at the layer's pair in the plan, or at one pair for all (the layers' own ranking). */
  readonly colourBy: 'plan' | 'reference';
}

/** Everything a view may ask for. All are safe to call at any time; failures end in `jobs` or `notice`, never thrown. */
export interface StudioActions {
  openSample(id: string): Promise<void>;
  openFiles(files: readonly File[]): Promise<void>;
  addData(files: readonly File[]): Promise<void>;
  useSyntheticData(seed?: number): Promise<void>;
  /** The images that come with the open sample network, again. */
  useSampleData(): Promise<void>;
  setPreprocess(preprocess: Preprocess): Promise<void>;
  preview(index: number): Promise<{
    width: number;
    height: number;
    rgba: Uint8ClampedArray<ArrayBuffer>;
    min: number;
    max: number;
  } | null>;
  useBackend(backend: BackendName | 'auto'): Promise<void>;
  setMeasureSettings(settings: Partial<MeasureSettings>): void;
  measure(): Promise<void>;
  cancel(job: 'open' | 'data' | 'measure' | 'verify'): void;
  // verification
  /** Pictures, an array, labels (CSV, JSON) of the user's own, for verification alone. */
  addVerificationData(files: readonly File[]): Promise<void>;
  /** Back to the data held out of calibration. */
  useHeldOutData(): void;
  setVerifySettings(settings: Partial<VerifySettings>): void;
  /** Measures the present plan, uniform plans that hold its budgets and the kept plans, beside float. */
  verify(): Promise<void>;
  /** Measures so many plans of the trade-off curve, evenly from its cheapest to its dearest. */
  verifyCurve(plans?: number): Promise<void>;
  /** Searches for a plan that measures better within the budgets; the better one becomes the plan, as one step of undo. */
  refine(ways: readonly RefineWay[]): Promise<void>;
  /** Back from the refined plan to the optimum of the scores. */
  dropHeldPlan(): void;
  setLoweringSettings(settings: Partial<LoweringSettings>): void;
  /** Searches for the plan of fewest bits that keeps the criterion, with a measured forward pass of every plan on the way. */
  startLowering(): Promise<void>;
  /** One more measured plan; begins the search where there is none. */
  stepLowering(): Promise<void>;
  /** Stops after the plan that is being measured; others may have the engine meanwhile. */
  pauseLowering(): void;
  continueLowering(): Promise<void>;
  /** Ends the search with what it found so far. */
  cancelLowering(): void;
  /** Whether graph and table show the bits of the search, or those of the plan; the search itself is kept. */
  previewLowering(shown: boolean): void;
  /** Makes its plan the plan, or its budget the budget, as one step of undo; or the ILP's plan at the same cost. */
  takeLowered(which?: 'found' | 'optimum'): void;
  discardLowering(): void;
  keepPlan(name?: string): void;
  renameKept(id: string, name: string): void;
  removeKept(id: string): void;
  loadWeightHistogram(layer: string): Promise<void>;
  /** Brings `keptMeasurements` up to date. */
  countKept(): Promise<void>;
  /** Forgets what is kept from earlier visits; what is on screen stays. */
  clearKept(): Promise<void>;
  // decisions
  setProfile(id: string): void;
  addProfile(file: File): Promise<void>;
  /** Puts a CSV of measured latencies on the present profile, as a variant. Null, or why it was refused (also in `notice`). */
  addLatencyTable(file: File): Promise<string | null>;
  /** Back to the profile without its measured table. */
  removeLatencyTable(): void;
  /** null switches the budget off (the last one cannot be). */
  setBudget(cost: CostName, limit: number | null): void;
  setMainBudget(cost: CostName): void;
  /** Minimizes the main budget's cost under this limit on total AQS; null: total AQS under the budgets again. */
  setAqsLimit(limit: number | null): void;
  /** Share by which a plan may be worse for being nearer to the plan before it: 0 .. 1. */
  setTolerance(tolerance: number): void;
  /** Tries the staircase again that failed twice. */
  growAgain(): void;
  pin(groupId: string, pairKey: string | null): void;
  clearPins(): void;
  /** Clears the pins of these groups, in one step of undo. */
  unpin(groupIds: readonly string[]): void;
  /** Moves layers into the group of that id, or each selection out into a group of its own (null). False when refused (see `notice`). */
  moveLayers(layers: readonly string[], groupId: string | null): boolean;
  /** What `moveLayers` would say, without doing it: for dimming forbidden groups while a layer is dragged. */
  checkMove(layers: readonly string[], groupId: string | null): MoveResult;
  /** Change of total AQS at the same budgets if the layers moved; null when it cannot be told now. */
  priceMove(layers: readonly string[], groupId: string | null): Promise<number | null>;
  resetGroups(): void;
  setAggregate(aggregate: Decisions['aggregate']): void;
  setDistance(distance: Distance): void;
  undo(): void;
  redo(): void;
  // view
  select(layers: readonly string[]): void;
  setHover(layer: string | null): void;
  setTheme(theme: StudioState['theme']): void;
  setFullGraph(full: boolean): void;
  setColourBy(by: StudioState['colourBy']): void;
  dismissNotice(): void;
  closeModel(): void;
  // files
  exportPlan(format: 'json' | 'csv'): { name: string; mime: string; text: string } | null;
  importPlan(file: File): Promise<void>;
  /** A table of measured latencies to fill in, for the open network; null while there is none. */
  latencyTemplate(): { name: string; mime: string; text: string } | null;
  /** The present profile as its JSON file, with its measured table. */
  exportProfile(): { name: string; mime: string; text: string } | null;
}
