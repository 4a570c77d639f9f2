import type { Costs } from '../cost/layerCosts.ts';
import type { Pair } from '../profile/Pair.ts';
import type { Criterion } from '../verify/Criterion.ts';
import type { Verification } from '../verify/Verification.ts';
import type { Aggregate } from './groupAqs.ts';
import type { MeasuredPlans } from './MeasuredPlans.ts';
import type { OptimumGap, Solve } from './optimumGap.ts';
import type { Program, SumCost } from './Program.ts';

/**
 * Step AQS of one layer (METHOD section 3, claim 9): how far its output at the narrower pair `to` is from that at the wider
 * pair `from`. `stepFromFloat` makes one of a table that was measured against float.
 */
export type StepAqs = (layer: string, from: Pair, to: Pair) => number;

/** What the accuracy-driven procedure works on (METHOD section 6). */
export interface LoweringInput {
  /** Its groups, pairs and pins count; its budgets do not. */
  readonly program: Program;
  /** Multiply-accumulates of a layer, per image. */
  readonly macs: (layer: string) => number;
  readonly stepAqs: StepAqs;
  readonly criterion: Criterion;
  readonly plans: MeasuredPlans;
  /** With both, the result says how far its plan is from the ILP's at the same cost. */
  readonly solve?: Solve;
  readonly cost?: SumCost;
}

export interface LoweringOptions {
  /** How a group's step AQS is made of its layers'. Default `mean` (Fig. 6). */
  readonly aggregate?: Aggregate;
  /** Start at the narrowest pairs and raise the worst until the criterion holds. */
  readonly reverse?: boolean;
  /**
   * `full`: an evaluation after every step. `fast`: the steps are ordered first, then a binary search finds the longest run
   * of them that keeps the criterion: O(log n) evaluations, exact where more steps never measure better. `fast-then-full`:
   * goes on from there step by step, so that one bad group does not end it.
   */
  readonly mode?: 'full' | 'fast' | 'fast-then-full';
  /**
   * When a step breaks the criterion it is undone, and: `freeze` the group (default), `freeze-step` bars only that pair
   * and those below it, `stop` ends the procedure.
   */
  readonly onFail?: 'freeze' | 'freeze-step' | 'stop';
  /** Where to start; by default the widest pairs (reverse: the narrowest). */
  readonly start?: readonly number[];
}

/** One group taken to a next pair. */
export interface LoweringMove {
  /** Index of the group and its id. */
  readonly index: number;
  readonly group: string;
  readonly from: Pair;
  readonly to: Pair;
  /** Option index that the group takes. */
  readonly option: number;
  /** Group step AQS, and log(MAC + 1) / (step AQS + eps). */
  readonly stepAqs: number;
  readonly quality: number;
}

interface Measured {
  readonly choice: readonly number[];
  readonly verification: Verification;
  /** What the criterion is about, as measured, and whether it is kept. */
  readonly value: number;
  readonly holds: boolean;
  /** Forward passes so far. */
  readonly evaluations: number;
}

/** The plan that the procedure starts from; of the fast mode all steps in their order. */
export interface LoweringStart extends Measured {
  readonly kind: 'start';
  readonly order?: readonly LoweringMove[];
}

/** One evaluated step. `choice` and `verification` are of the plan that was tried, `now` is the plan that is in force after it. */
export interface LoweringStep extends Measured {
  readonly kind: 'step';
  /** Counts evaluated steps from 1; in the fast mode `prefix` is how many steps of the order were taken at once. */
  readonly step: number;
  readonly prefix?: number;
  readonly move: LoweringMove;
  readonly outcome: 'accepted' | 'undone';
  readonly now: readonly number[];
}

export interface LoweringResult extends Measured {
  readonly kind: 'done';
  /** Total AQS and costs of the plan. */
  readonly objective: number;
  readonly totals: Costs;
  readonly accepted: number;
  readonly undone: number;
  /** Ids of groups that were frozen by a failed step. */
  readonly frozen: readonly string[];
  readonly gap: OptimumGap | null;
  /** One or two sentences: how it ended. */
  readonly text: string;
}

export type LoweringEvent = LoweringStart | LoweringStep | LoweringResult;
