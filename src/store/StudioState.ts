import type { Preprocess } from '../core/calibration/Dataset.ts';
import type { MoveResult } from '../core/groups/checkMove.ts';
import type { Assignment } from '../core/groups/Group.ts';
import type { Plan } from '../core/plan/makePlan.ts';
import type { CostName, Solution } from '../core/plan/Program.ts';
import type { BackendName, BackendReport, Histogram, LoadedModel } from '../core/ports.ts';
import type { Profile } from '../core/profile/Profile.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { AqsTable, Distance, Operands } from '../core/sensitivity/AqsTable.ts';
import type { Repair } from '../core/sensitivity/repairMonotone.ts';
import type { Explanation } from './explaining.ts';
import type { KnownStairs } from './KnownStairs.ts';
import type { Sample } from './Sample.ts';

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
}

export interface DataState {
  readonly kind: 'images' | 'array' | 'synthetic';
  readonly name: string;
  readonly count: number;
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
  readonly inputHistograms: Readonly<Record<string, Histogram>>;
  readonly weightHistograms: Readonly<Record<string, Histogram>>;
  readonly measureSettings: MeasureSettings;
  /** The newest answer; kept on screen while the next is under way. */
  readonly solution: Solution | null;
  /** What the newest feasible answer means; kept while the next is under way and when it is infeasible. */
  readonly plan: Plan | null;
  /** Optima of the main budget known by now; belongs to an older question while it is not that of `selectStairQuestion`. */
  readonly stairs: KnownStairs | null;
  /** Made when the studio is at rest; belongs to an older answer while its `solution` is not the present one. */
  readonly explanation: Explanation | null;
  /** Sentence about what the last solve or edit changed: `res4b 8/8 → 4/8: +0.0021 AQS, −3.6 GBOPS`. */
  readonly news: readonly string[];
  /** A refusal or failure to show until dismissed. */
  readonly notice: Notice | null;
  readonly jobs: Readonly<Record<'open' | 'data' | 'measure' | 'solve', Job>>;
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
  cancel(job: 'open' | 'data' | 'measure'): void;
  loadWeightHistogram(layer: string): Promise<void>;
  // decisions
  setProfile(id: string): void;
  addProfile(file: File): Promise<void>;
  /** null switches the budget off (the last one cannot be). */
  setBudget(cost: CostName, limit: number | null): void;
  setMainBudget(cost: CostName): void;
  pin(groupId: string, pairKey: string | null): void;
  clearPins(): void;
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
}
