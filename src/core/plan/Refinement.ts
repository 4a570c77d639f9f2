import type { MeasuredPlan, MeasuredPlans } from './MeasuredPlans.ts';
import type { Solve } from './optimumGap.ts';
import type { CostName, Program } from './Program.ts';
import type { ScoreVariant } from './scoreVariants.ts';

/** METHOD section 8: solve at neighbouring budgets; swap groups; re-measure AQS under the plan and solve again. */
export type RefineWay = 'neighbours' | 'swaps' | 'context';

export interface RefineInput {
  /** With the budgets that hold. */
  readonly program: Program;
  /** The plan to refine; it must hold the budgets. */
  readonly choice: readonly number[];
  readonly plans: MeasuredPlans;
  readonly solve: Solve;
  /** AQS anew with the rest of the network at a plan, as a program of the same groups and options. Needed for `context`. */
  readonly remeasure?: (choice: readonly number[]) => Promise<Program>;
  /** The same groups and options with other scores (aggregate, distance, kind of score): solved and measured as neighbours. */
  readonly variants?: readonly ScoreVariant[];
}

export interface RefineOptions {
  /** Default `neighbours` and `swaps`, and `context` where the input can re-measure. */
  readonly ways?: readonly RefineWay[];
  /** The cost whose budget is varied; default the first that has one. */
  readonly cost?: CostName;
  /** Budgets below the limit that are tried, and their distance as a share of the budget's range. Defaults 5 and 0.01. */
  readonly neighbours?: number;
  readonly distance?: number;
  /** Measured swaps at most. Default 24. */
  readonly swaps?: number;
  /** A swap is accepted when it is better by so many standard errors of the difference. Default 1; others: any measured gain. */
  readonly noises?: number;
  /** Rounds of re-measuring. Default 3. */
  readonly rounds?: number;
}

export interface RefineStart {
  readonly kind: 'start';
  readonly plan: MeasuredPlan;
  readonly evaluations: number;
}

/** One more measured plan. */
export interface RefineTry {
  readonly kind: 'try';
  readonly step: number;
  readonly way: RefineWay | 'uniform';
  /** What was tried: one line for people. */
  readonly text: string;
  readonly plan: MeasuredPlan;
  /** True where it is the best plan from now on. */
  readonly accepted: boolean;
  readonly best: MeasuredPlan;
  readonly evaluations: number;
}

export interface RefineResult {
  readonly kind: 'done';
  readonly before: MeasuredPlan;
  readonly after: MeasuredPlan;
  /** The best measured uniform plan that fits; null when none fits. */
  readonly uniform: MeasuredPlan | null;
  /** True where `after` is another plan than `before`. */
  readonly changed: boolean;
  readonly evaluations: number;
  readonly text: string;
}

export type RefineEvent = RefineStart | RefineTry | RefineResult;
