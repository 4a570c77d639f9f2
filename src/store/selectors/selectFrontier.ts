import { type FrontierPoint, frontier } from '../../core/plan/frontier.ts';
import type { CostName } from '../../core/plan/Program.ts';

import { createSelector } from './createSelector.ts';
import { selectUnlimitedProgram } from './selectProgram.ts';

export interface Frontier {
  readonly cost: CostName;
  /** Ascending in cost, descending in total AQS. */
  readonly points: readonly FrontierPoint[];
}

/** Best total AQS over the main budget's cost; null until the AQS table is full. Pins hold, other budgets do not. */
export const selectFrontier = createSelector(
  [selectUnlimitedProgram, (state) => state.decisions.mainBudget],
  (program, cost): Frontier | null => (program ? { cost, points: frontier(program, cost) } : null),
);
