/** The selection problem (METHOD section 5) in the form of the files that `mixbit solve` reads. */

export type CostName = 'size' | 'bops' | 'latency';

export interface Option {
  readonly weightBits: number;
  readonly activationBits: number;
  readonly weightFloat?: boolean;
  readonly activationFloat?: boolean;
  /** Group AQS at this pair. */
  readonly sensitivity: number;
  /** In the problem's own units; the studio writes size in bytes, bops in 1e9 bit operations, latency in ms. */
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

export interface Program {
  readonly groups: readonly ProgramGroup[];
  readonly budgets: Budgets;
  /** What every plan pays besides its groups: a constant per inference, layers that stay float. Absent: nothing. */
  readonly fixed?: Readonly<Partial<Record<CostName, number>>>;
  /** What each cost is measured in, for people; the studio writes `studioUnits`. */
  readonly units?: Readonly<Partial<Record<CostName, string>>>;
}

export interface Infeasible {
  /** The budget that cannot be met. */
  readonly budget: CostName;
  readonly limit: number;
  /** The smallest limit of that budget that can be met with the other budgets and the pins as they are. */
  readonly nearest: number;
  /** Groups whose pins or cheapest pair weigh most, dearest first. */
  readonly groups: readonly string[];
  readonly text: string;
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
