import { distinctPoints } from '../core/plan/distinctPoints.ts';
import { fits, meetsBudgets, objectiveOf, totalsOf } from '../core/plan/exactTotals.ts';
import type { Solution } from '../core/plan/Program.ts';
import type { Staircase, StairPoint } from '../core/plan/Staircase.ts';
import type { StudioState } from './StudioState.ts';
import { type StairQuestion, selectStairQuestion } from './selectors/selectStairQuestion.ts';

/** What is known by now of the optimum at every limit of the main budget. */
export interface KnownStairs {
  readonly question: StairQuestion;
  /** Grows in place; `points` is a copy for those who compare, without what differs by rounding only. */
  readonly staircase: Staircase;
  /** Ascending in cost. */
  readonly points: readonly StairPoint[];
  readonly finished: boolean;
}

function currentStairs(state: StudioState): KnownStairs | null {
  const { stairs } = state;
  return stairs && stairs.question === selectStairQuestion(state) ? stairs : null;
}

/** The proven optimum at the present budgets, if it is known; of equal optima the present plan stays. */
export function answerOf(state: StudioState, previous: readonly number[] | undefined): Solution | null {
  const stairs = currentStairs(state);
  const limit = state.decisions.budgets[state.decisions.mainBudget];
  if (!stairs || limit === undefined) return null;
  const found = stairs.staircase.solutionAt(limit);
  if (!found || !previous || previous.includes(-1)) return found;
  const program = stairs.staircase.programAt(limit);
  const respected = program.groups.every(({ pin }, g) => pin === undefined || pin === previous[g]);
  const objective = objectiveOf(program, previous);
  if (!respected || !fits(objective, found.objective) || !meetsBudgets(program, previous)) return found;
  return { ...found, objective, choice: previous, totals: totalsOf(program, previous) };
}

/** The stairs with one more answer of the solver, at the present budgets. */
export function withAnswer(state: StudioState, solution: Solution): KnownStairs | null {
  const stairs = currentStairs(state);
  const limit = state.decisions.budgets[state.decisions.mainBudget];
  if (!stairs || limit === undefined || solution.status !== 'optimal') return state.stairs;
  stairs.staircase.add(limit, solution);
  return { ...stairs, points: distinctPoints(stairs.staircase.points()) };
}
