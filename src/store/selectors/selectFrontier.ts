import { type FrontierPoint, frontier } from '../../core/plan/frontier.ts';
import type { CostName } from '../../core/plan/Program.ts';

import { createSelector } from './createSelector.ts';
import { selectUnlimitedProgram } from './selectProgram.ts';
import { selectStairQuestion } from './selectStairQuestion.ts';

export interface Frontier {
  readonly cost: CostName;
  /** Ascending in cost, descending in total AQS. */
  readonly points: readonly FrontierPoint[];
}

/**
 * Best total AQS over the main budget's cost; null until the AQS table is full. Pins hold. The supported points at first,
 * other budgets aside; then the exact optima under the other budgets, as the staircase grows.
 */
export const selectFrontier = createSelector(
  [
    selectUnlimitedProgram,
    (state) => state.decisions.mainBudget,
    selectStairQuestion,
    (state) => state.stairs,
  ],
  (program, cost, question, stairs): Frontier | null => {
    if (!program) return null;
    if (stairs && stairs.question === question && stairs.points.length > 0)
      return { cost, points: stairs.points };
    return { cost, points: frontier(program, cost) };
  },
);
