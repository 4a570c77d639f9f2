import { distinctPoints } from '../core/plan/distinctPoints.ts';
import { fits, objectiveOf, totalsOf } from '../core/plan/exactTotals.ts';
import type { Solution } from '../core/plan/Program.ts';
import { pullBack } from '../core/plan/pullBack.ts';
import type { Staircase, StairPoint } from '../core/plan/Staircase.ts';
import type { StudioState } from './StudioState.ts';
import type { CostTarget } from './selectors/selectCostTarget.ts';
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

/** The plan of least cost under an AQS limit, if it is known exactly. */
export function cheapestWithin(state: StudioState, { question, aqsLimit }: CostTarget): Solution | null {
  const stairs = currentStairs(state);
  if (stairs?.question !== question) return null;
  const found = stairs.staircase.cheapestWithin(aqsLimit);
  return found && stairs.staircase.solutionAt(found.cost);
}

/**
 * The optimum at the present budgets, if it is known; of equal optima, and of plans within the calm tolerance, one near
 * to the present plan.
 */
export function answerOf(
  state: StudioState,
  previous: readonly number[] | undefined,
  tolerance = 0,
): Solution | null {
  const stairs = currentStairs(state);
  const limit = state.decisions.budgets[state.decisions.mainBudget];
  if (!stairs || limit === undefined) return null;
  const found = stairs.staircase.solutionAt(limit);
  if (!found || !previous) return found;
  const program = stairs.staircase.programAt(limit);
  const choice = pullBack(program, found.choice, previous, tolerance);
  if (choice === found.choice) return found;
  const objective = objectiveOf(program, choice);
  const calm = { ...found, objective, choice, totals: totalsOf(program, choice) };
  if (fits(objective, found.objective)) return calm;
  return { ...calm, status: 'feasible', gap: (objective - found.objective) / objective };
}

/** The stairs with one more answer of the solver, at the present budgets. */
export function withAnswer(state: StudioState, solution: Solution): KnownStairs | null {
  const stairs = currentStairs(state);
  const limit = state.decisions.budgets[state.decisions.mainBudget];
  if (!stairs || limit === undefined || solution.status !== 'optimal') return state.stairs;
  stairs.staircase.add(limit, solution);
  return { ...stairs, points: distinctPoints(stairs.staircase.points()) };
}
