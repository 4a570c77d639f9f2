/** The selection problem (METHOD section 5) in the form of the files that `mixbit solve` reads. */

export type CostName = 'size' | 'bops' | 'latency' | 'memory';

/** Costs that are sums over groups. Peak activation memory is not: it is the largest of many sums. */
export type SumCost = Exclude<CostName, 'memory'>;

export interface Option {
  readonly weightBits: number;
  readonly activationBits: number;
  readonly weightFloat?: boolean;
  readonly activationFloat?: boolean;
  /** Group AQS at this pair. */
  readonly sensitivity: number;
  /**
   * In the problem's own units; the studio writes size in bytes, bops in 1e9 bit operations, latency in ms. Memory is
   * never here: an option has no peak of its own.
   */
  readonly costs: Readonly<Partial<Record<CostName, number>>>;
}

export interface ProgramGroup {
  readonly id: string;
  readonly layers: readonly string[];
  readonly options: readonly Option[];
  /** Index into `options` that the user fixed. */
  readonly pin?: number;
}

/** Upper limits by cost; several may hold at once. */
export type Budgets = Readonly<Partial<Record<CostName, number>>>;

/** An activation in memory: `values * bits / 8` bytes, at the widest of its `bits` and of its groups' activation bits. */
export interface LiveTensor {
  readonly name: string;
  /** Per image; a whole number. */
  readonly values: number;
  /** Bits that it has at least, whatever the groups choose (32 where something at float reads it); 0 when nothing does. */
  readonly bits: number;
  /** Indexes of the groups that read it. */
  readonly groups: readonly number[];
}

/** What is in memory while each node runs; the peak is the largest sum of bytes over the steps. */
export interface ActivationMemory {
  readonly tensors: readonly LiveTensor[];
  /** `live` are indexes into `tensors`. */
  readonly steps: readonly { readonly node: string; readonly live: readonly number[] }[];
}

export interface Program {
  readonly groups: readonly ProgramGroup[];
  readonly budgets: Budgets;
  /** What every plan pays besides its groups: a constant per inference, layers that stay float. Absent: nothing. */
  readonly fixed?: Readonly<Partial<Record<CostName, number>>>;
  /** What peak activation memory is made of; without it there is no memory total and no memory budget. */
  readonly memory?: ActivationMemory;
  /** What each cost is measured in, for people; the studio writes `studioUnits`. */
  readonly units?: Readonly<Partial<Record<CostName, string>>>;
}

export interface Infeasible {
  /** The budget that cannot be met; `aqs` where a cost is minimized and its limit on total AQS cannot. */
  readonly budget: CostName | 'aqs';
  readonly limit: number;
  /** The smallest limit of that budget that can be met with the other budgets and the pins as they are. */
  readonly nearest: number;
  /** Groups whose pins or cheapest pair weigh most, dearest first. */
  readonly groups: readonly string[];
  /** Of a memory budget: the node and the tensors that are in memory at the least peak that can be had. */
  readonly peak?: PlanPeak;
  readonly text: string;
}

/** Where a plan's peak activation memory is, and what makes it. */
export interface PlanPeak {
  readonly bytes: number;
  readonly node: string;
  /** Largest first. */
  readonly tensors: readonly { readonly name: string; readonly bits: number; readonly bytes: number }[];
}

export interface Solution {
  readonly status: 'optimal' | 'feasible' | 'infeasible';
  /** Total sensitivity of the plan; NaN when infeasible. */
  readonly objective: number;
  /** Proven relative gap: 0 when optimal. */
  readonly gap: number;
  /** For each group, the index of its option; empty when infeasible. */
  readonly choice: readonly number[];
  /** Exact re-computed totals, by cost. */
  readonly totals: Readonly<Partial<Record<CostName, number>>>;
  readonly solveMs: number;
  readonly infeasible?: Infeasible;
}
