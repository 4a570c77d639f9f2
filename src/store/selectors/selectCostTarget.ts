import { createSelector } from './createSelector.ts';
import { type StairQuestion, selectStairQuestion } from './selectStairQuestion.ts';

/** The least cost that is asked for: what the main budget's limit then follows from. */
export interface CostTarget {
  readonly question: StairQuestion;
  readonly aqsLimit: number;
}

/** Null while total AQS is what is minimized, and until the AQS table is full. */
export const selectCostTarget = createSelector(
  [selectStairQuestion, (state) => state.decisions.aqsLimit],
  (question, aqsLimit): CostTarget | null => (question && aqsLimit !== null ? { question, aqsLimit } : null),
);
