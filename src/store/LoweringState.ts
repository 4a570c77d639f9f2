import type { Costs } from '../core/cost/layerCosts.ts';
import type { Aggregate } from '../core/plan/groupAqs.ts';
import type { LoweringMove, LoweringOptions } from '../core/plan/Lowering.ts';
import type { OptimumGap } from '../core/plan/optimumGap.ts';
import type { CostName, Program } from '../core/plan/Program.ts';
import type { Distance } from '../core/sensitivity/AqsTable.ts';
import type { Criterion, CriterionKind } from '../core/verify/Criterion.ts';

/** What the user asks of the accuracy-driven search. */
export interface LoweringSettings {
  /** `steps`: bits are lowered step by step. `smallest`: the exact optimum of the smallest budget that keeps the criterion. */
  readonly search: 'steps' | 'smallest';
  /** Null: accuracy lost where there are labels, else agreement, else SQNR. */
  readonly kind: CriterionKind | null;
  /** Limit of each kind, as `Criterion.limit`. */
  readonly limits: Readonly<Record<CriterionKind, number>>;
  readonly direction: 'lower' | 'raise';
  readonly mode: NonNullable<LoweringOptions['mode']>;
  readonly onFail: NonNullable<LoweringOptions['onFail']>;
  /** How a group's step AQS is made of its layers'. */
  readonly aggregate: Aggregate;
  /** Evaluated on the first so many of the verification images at most. */
  readonly images: number;
  /** Whose smallest budget is searched. */
  readonly cost: CostName;
}

export const defaultLoweringSettings: LoweringSettings = {
  search: 'steps',
  kind: null,
  limits: { accuracy: 0.85, drop: 0.01, proportion: 0.99, agreement: 0.98, sqnr: 20, kl: 0.05 },
  direction: 'lower',
  mode: 'full',
  onFail: 'freeze',
  aggregate: 'mean',
  images: 200,
  cost: 'bops',
};

/** A measured plan: option index by group, and what the criterion says of it. */
export interface LoweringPoint {
  readonly choice: readonly number[];
  /** What the criterion is about, its standard error (null: not known), and whether the criterion is kept. */
  readonly value: number;
  readonly error: number | null;
  readonly holds: boolean;
}

/** A plan that is being measured. */
export interface LoweringTrial {
  readonly choice: readonly number[];
  /** Ids of the groups in which it differs from the plan in force; none for the ILP's plan. */
  readonly groups: readonly string[];
  /** True: the ILP's plan at the cost of the one that was found. */
  readonly optimum: boolean;
}

/** One evaluated plan of the list: the start, a step, or the optimum of a budget. */
export interface LoweringLine extends Omit<LoweringPoint, 'choice'> {
  readonly step: number;
  /** Absent for the start and for budgets. */
  readonly move?: LoweringMove;
  /** In the fast mode: how many steps of the order were taken at once. */
  readonly prefix?: number;
  /** Total AQS (pred.) and the total of the shown cost; of a searched budget also its limit. */
  readonly objective: number;
  readonly total: number;
  readonly budget?: number;
  readonly outcome: 'start' | 'accepted' | 'undone';
}

/** How a search ended. */
export interface LoweringOutcome extends LoweringPoint {
  /** Total AQS and costs of the plan. */
  readonly objective: number;
  readonly totals: Costs;
  readonly text: string;
  readonly gap: OptimumGap | null;
  /** False: a dearer plan broke the criterion, so a still cheaper one may keep it. */
  readonly monotone: boolean;
  /** The ILP's plan at the same cost, measured; null where it was not. */
  readonly optimum: LoweringPoint | null;
}

/** The newest accuracy-driven search, while it runs and after. */
export interface LoweringState {
  readonly id: number;
  readonly settings: LoweringSettings;
  readonly criterion: Criterion;
  /** What it works on; its budgets hold for `smallest` only. */
  readonly program: Program;
  /** The cost that the list shows and plans are compared at. */
  readonly cost: CostName;
  /** Images that each plan is measured on. */
  readonly images: number;
  /** Of the scores that order its steps: what its AQS are. */
  readonly distance: Distance;
  /** All decisions, data and settings that it rests on: see `loweringQuestion`. */
  readonly question: string;
  /** `stopped`: cancelled, with what was found. A pause leaves the engine to others. */
  readonly phase: 'running' | 'paused' | 'stopped' | 'done';
  /** Pauses after the present evaluation. */
  readonly pausing: boolean;
  readonly lines: readonly LoweringLine[];
  /** What is being measured. */
  readonly trying: LoweringTrial | null;
  /** The plan in force: null before the first measurement, and while no budget was found that keeps the criterion. */
  readonly present: LoweringPoint | null;
  readonly frozen: readonly string[];
  readonly evaluations: number;
  /** Evaluations that are still to come at most. */
  readonly left: number;
  /** Mean time of one, ms; null before the first. */
  readonly evaluationMs: number | null;
  readonly outcome: LoweringOutcome | null;
  /** Why it paused or stopped by itself. */
  readonly note: string | null;
  /** It was made the plan: the picture shows the plan again. */
  readonly used: boolean;
  /** The user left its preview: the picture shows the plan again, and the search goes on or stays as it is. */
  readonly isAside?: boolean;
}
