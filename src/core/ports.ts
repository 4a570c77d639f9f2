import type { Dataset, Picture, Preprocess } from './calibration/Dataset.ts';
import type { ModelFile } from './formats/ModelFormat.ts';
import type { Model } from './model/Model.ts';
import type { InfeasibleExplanation, LeastCost } from './plan/explainConflict.ts';
import type { PlanExplanation } from './plan/explainPlan.ts';
import type { Budgets, CostName, Program, ProgramGroup, Solution } from './plan/Program.ts';
import type { Pair } from './profile/Pair.ts';
import type { QuantizerSettings } from './quantize/QuantizerSettings.ts';
import type { Widths } from './quantize/Widths.ts';
import type { Operands } from './sensitivity/AqsTable.ts';
import type { PairStep } from './sensitivity/stepKey.ts';
import type { HeadErrors } from './verify/compareOutputs.ts';
import type { OutputHead } from './verify/OutputHead.ts';

/** The only doors to the machine. Everything in core asks for work through these two interfaces. */

export type BackendName = 'webgpu' | 'wasm' | 'cpu';

export interface BackendReport {
  readonly backend: BackendName;
  /** e.g. `WebAssembly, SIMD, 4 threads` or `WebGPU, nvidia turing`. */
  readonly detail: string;
  /** Why this one runs: one sentence for people. */
  readonly why: string;
  readonly available: readonly {
    readonly backend: BackendName;
    readonly detail: string;
    readonly software: boolean;
  }[];
}

export interface LoadedModel {
  /** As the file has it. */
  readonly raw: Model;
  /** Batch norm, pads and activations folded: what is measured, run and shown. */
  readonly model: Model;
  /** SHA-256 over the model's files, hex. */
  readonly sha256: string;
  readonly weightBytes: number;
}

export interface NamedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}

export interface MeasureRequest {
  readonly operands: Operands;
  /** Layer name -> pairs to measure. Layers not named are only run. */
  readonly pairs: Readonly<Record<string, readonly Pair[]>>;
  readonly quantizer: QuantizerSettings;
  /**
   * Layer name -> steps of bit lowering to measure in place of `pairs`: the output at `to` against that at `from`.
   * Measurements then carry step keys (`stepKey`), and `probes` does not count.
   */
  readonly steps?: Readonly<Record<string, readonly PairStep[]>>;
  /**
   * Directions of the network's output to look back from, per image; absent or 0: local AQS alone. With them every
   * measurement carries `damage`. Fails with a NoDerivativeError where an op of the network has no derivative.
   */
  readonly probes?: number;
  /** Upper limit on images at once; the engine may choose fewer so that they fit. */
  readonly batchSize?: number;
  /** Layer name -> images measured before, at all its pairs: only those from there on are measured. */
  readonly done?: Readonly<Record<string, number>>;
}

/** Counts of a value's distribution between min and max, in equal bins. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly counts: Uint32Array;
}

/** What one layer gave on one batch of images. */
export interface LayerMeasurement {
  readonly layer: string;
  /** First image of the batch and how many. */
  readonly first: number;
  readonly images: number;
  /** Keys of the pairs (of the steps, where steps were asked for), in the order of `values`. */
  readonly pairs: readonly string[];
  /** [pairs, images, 6]: sum (x-y)^2, sum x^2, sum y^2, sum x*y, max |x-y|, KL of the histograms per image; x at the reference (the wider pair of a step), y at the pair. */
  readonly values: Float64Array;
  /** [pairs, images]: damage at the network's output, to second order (`outputProbes`); only where `probes` were asked for. */
  readonly damage?: Float64Array;
  /** Values per image of the layer's output, over which the sums run. */
  readonly elements: number;
  /** Of the layer's input over all images of the dataset (the same in every batch). */
  readonly inputHistogram: Histogram;
}

export interface MeasureStart {
  readonly steps: number;
  readonly batchSize: number;
  readonly batches: number;
  readonly estimatedBytes: number;
}

export interface MeasureStep {
  readonly done: number;
  readonly total: number;
  /** Work done, 0..1, for estimating the time that remains (steps differ in cost). */
  readonly fraction: number;
  /** MACs run so far over those of one plain forward pass of all images. */
  readonly passes: number;
  /** Absent for steps that gathered ranges or left a layer half measured (a step is kept short; `done` then stays). */
  readonly measurement?: LayerMeasurement;
}

/** Which pictures or arrays are meant: those that ranges and AQS come from, or those that calibration never saw. */
export type DataRole = 'calibration' | 'verification';

export interface EvaluateRequest {
  /** The images that run. Ranges always come from the calibration data. */
  readonly data: DataRole;
  /** Only the first so many of them; all by default. */
  readonly images?: number;
  readonly quantizer: QuantizerSettings;
  /** Widths that every trial starts from; absent: the float network. */
  readonly base?: Widths;
  /** What each trial changes of the base, layer by layer. Results are against the float network, whatever the base. */
  readonly trials: readonly Widths[];
  /** False: every trial runs from the network's input. True (default): from the first layer that it changes. */
  readonly prefix?: boolean;
  readonly batchSize?: number;
}

export interface EvaluateStart {
  readonly heads: readonly OutputHead[];
  readonly batchSize: number;
  readonly batches: number;
  readonly images: number;
  readonly estimatedBytes: number;
}

/** What one trial gave on one batch. */
export interface TrialErrors {
  readonly trial: number;
  readonly first: number;
  readonly images: number;
  /** In the order of `EvaluateStart.heads`. */
  readonly heads: readonly HeadErrors[];
}

export interface EvaluateStep {
  readonly finished: boolean;
  /** Work done, 0..1. */
  readonly fraction: number;
  /** MACs run so far over those of one plain forward pass of the same images. */
  readonly passes: number;
  readonly result?: TrialErrors;
}

/**
 * Runs the network. Stateful: one model and one dataset at a time. Calls are short and the loop is the caller's:
 * progress is a counter and cancel is not asking again.
 * Every method rejects with an Error whose message a user can act on; an `EngineLostError` (name) means the
 * machine below is gone (device lost, memory trap) and the engine must be made anew.
 */
export interface Engine {
  backends(): Promise<BackendReport>;
  /** Switches the backend (`auto`: WebGPU on a real adapter, else WebAssembly, else CPU). Keeps model and dataset. */
  use(backend: BackendName | 'auto'): Promise<BackendReport>;
  load(files: readonly ModelFile[]): Promise<LoadedModel>;
  /** Float forward pass on given inputs. `outputs` names tensors, the model's outputs by default. */
  run(inputs: readonly NamedArray[], outputs?: readonly string[]): Promise<NamedArray[]>;
  /** `role` here and below: calibration by default. */
  setPictures(pictures: readonly Picture[], role?: DataRole): Promise<void>;
  /** Decodes compressed images where the host can (the page); one call per image keeps it cancellable. */
  addImage(name: string, bytes: Uint8Array, role?: DataRole): Promise<{ width: number; height: number }>;
  /** One preprocessed picture turned back into 8-bit RGBA for the eye, with its range. */
  preview(
    index: number,
    preprocess: Preprocess,
  ): Promise<{
    width: number;
    height: number;
    rgba: Uint8ClampedArray<ArrayBuffer>;
    min: number;
    max: number;
  }>;
  /** Makes the pictures a dataset. */
  preprocess(
    preprocess: Preprocess,
    name: string,
    role?: DataRole,
  ): Promise<{ count: number; shape: readonly number[]; min: number; max: number; mean: number }>;
  setDataset(dataset: Dataset, role?: DataRole): Promise<void>;
  /** SHA-256, hex, over the dataset's shape and values: equal data give equal measurements. */
  dataHash(role?: DataRole): Promise<string>;
  beginMeasure(request: MeasureRequest): Promise<MeasureStart>;
  /** At most one layer on one batch. After the last step it says done = total. */
  stepMeasure(): Promise<MeasureStep>;
  endMeasure(): Promise<void>;
  /**
   * Prepares forward passes of the whole network with chosen layers fake-quantized. Float outputs and the calibration
   * ranges are kept from one evaluation to the next while model, data and backend stay.
   */
  beginEvaluate(request: EvaluateRequest): Promise<EvaluateStart>;
  /** A few nodes of one trial on one batch; `result` when a trial is through a batch. */
  stepEvaluate(): Promise<EvaluateStep>;
  endEvaluate(): Promise<void>;
  /** `equalize`: of the weights rescaled across layers. */
  weightHistogram(layer: string, bins: number, equalize?: boolean): Promise<Histogram>;
  /** Live tensors and bytes below, for tests and the status line. */
  memory(): Promise<{ tensors: number; bytes: number }>;
}

/** What was measured, kept from one session to the next. Keys are made by `core/kept/measurementKey.ts`. */
export interface MeasurementStore {
  /** Null where nothing is kept under the key. */
  get(key: string): Promise<KeptMeasurement | null>;
  /** `value` is plain JSON. What was kept under the key before is gone. */
  put(key: string, value: unknown): Promise<void>;
  list(): Promise<readonly KeptEntry[]>;
  delete(key: string): Promise<void>;
}

export interface KeptMeasurement {
  /** When it was put, in milliseconds since 1970. */
  readonly savedAt: number;
  /** As it was put; whoever reads it checks it, for it may come from another version. */
  readonly value: unknown;
}

export interface KeptEntry {
  readonly key: string;
  readonly savedAt: number;
  readonly bytes: number;
}

export interface SolverWishes {
  /** The present plan (option index by group): of equal optima the nearest to it is taken. */
  readonly previous?: readonly number[];
  /** Share by which a plan may be worse than the optimum for being nearer to `previous`. Default 0. */
  readonly tolerance?: number;
  /** Minimizes this cost instead, under a limit on total AQS and the program's budgets (see `minimizeCost`). */
  readonly least?: LeastCost;
}

export interface Solver {
  /**
   * The exact optimum of a program, or the reason there is none. Where the proof takes longer, `onAnswer` hears of the
   * plans on the way, each with its proven gap.
   */
  solve(program: Program, wishes?: SolverWishes, onAnswer?: (answer: Solution) => void): Promise<Solution>;
  /** GLPK version, for exports. */
  version(): Promise<string>;
}

/** The same in short calls, for a worker: the loop is the caller's, and not asking again cancels. */
export interface StepSolver {
  /** Puts a question in place of the one before; its first answer. */
  beginSolve(program: Program, wishes?: SolverWishes): Promise<Solution>;
  /** The next answer: a better plan or a better proof. Null when the one before was the last. */
  nextAnswer(): Promise<Solution | null>;
  version(): Promise<string>;
}

/** Proven optima found since the chunk before, to be noted in a `Staircase` of one's own. */
export interface StairChunk {
  readonly answers: readonly { readonly budget: number; readonly choice: readonly number[] }[];
  /** Every non-dominated plan, where they are few. */
  readonly all: readonly (readonly number[])[] | null;
  readonly finished: boolean;
}

/** A second solver for what nobody waits for, so that the first stays free. Calls are short; the loop is the caller's. */
export interface BackgroundSolver {
  /** Begins the staircase of a cost of a program; the one before is dropped. */
  beginStaircase(program: Program, cost: CostName): Promise<void>;
  /** Goes on with it for about so many milliseconds. */
  growStaircase(ms: number): Promise<StairChunk>;
  /** Why the optimum is what it is. */
  explainPlan(program: Program, choice: readonly number[]): Promise<PlanExplanation>;
  /** What would make an infeasible program feasible. */
  explainConflict(program: Program, least?: LeastCost): Promise<InfeasibleExplanation>;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Boxes to place and the edges between them. Marks come in topological order; sizes are px at zoom 1. */
export interface LayoutRequest {
  readonly marks: readonly { readonly width: number; readonly height: number }[];
  /** `source` and `target` index `marks`. */
  readonly edges: readonly { readonly source: number; readonly target: number }[];
}

/** One column, top to bottom, around the axis x = 0. */
export interface Layout {
  /** Centres, in the order of the request. */
  readonly marks: readonly Point[];
  /** Points that each edge passes between its two boxes; empty for a direct one. */
  readonly edges: readonly (readonly Point[])[];
  /**
   * Index of the unit each mark lies in. A unit ends with a mark that every path passes, so the column may be
   * cut between units: all edges across such a cut start at that mark.
   */
  readonly units: readonly number[];
  readonly layoutMs: number;
}

/** Places the graph's marks. Pure geometry, but slow for large graphs: it has a worker of its own. */
export interface GraphLayout {
  layout(request: LayoutRequest): Promise<Layout>;
}

export type { Budgets, ProgramGroup };
