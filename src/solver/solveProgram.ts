import type { GLPK, Result } from 'glpk.js/node';
import { checkProgram } from '../core/plan/checkProgram.ts';
import { coreSearch } from '../core/plan/coreSearch.ts';
import { budgetedCosts, meetsBudgets, objectiveOf, totalsOf } from '../core/plan/exactTotals.ts';
import { explainInfeasible } from '../core/plan/explainInfeasible.ts';
import { nearestOptimum } from '../core/plan/nearestOptimum.ts';
import type { CostName, Infeasible, Program, Solution } from '../core/plan/Program.ts';
import { type Reduction, reduceProgram, tightenReduction } from '../core/plan/reduceProgram.ts';
import { uniformChoices } from '../core/plan/uniformPlans.ts';
import { type IntegerProblem, integerProblem } from './integerProblem.ts';

export interface SolveOptions {
  /** Limit on GLPK, seconds; a plan found by then is returned as `feasible` with its gap. */
  readonly timeLimitS?: number;
  /** Partial plans per group that our own search may keep before GLPK takes over; 0: GLPK at once. */
  readonly coreWidth?: number;
  /** The present plan (option index by group): of equal optima the nearest to it is taken. */
  readonly previous?: readonly number[];
  /** Share by which a plan may be worse than the optimum for being nearer to `previous`; its gap says so. Default 0. */
  readonly tolerance?: number;
  /** Milliseconds, for `solveMs`. */
  readonly now?: () => number;
}

interface Found {
  readonly status: 'optimal' | 'feasible' | 'infeasible' | 'unknown';
  readonly choice: readonly number[];
  readonly lower: number;
}

/** The integer solver's own words for one question. */
function ask(glpk: GLPK, problem: IntegerProblem, timeLimitS: number): Result['result'] | null {
  try {
    const options = { msglev: glpk.GLP_MSG_OFF, presol: true, tmlim: timeLimitS, mipgap: 0 };
    return glpk.solve(problem.lp, options).result;
  } catch {
    // GLPK stops its WebAssembly program for good when it meets something it cannot handle.
    return null;
  }
}

/** GLPK on what reduction left; the core search without a limit where GLPK fails. */
function solveRest(glpk: GLPK, program: Program, reduction: Reduction, timeLimitS: number): Found {
  const { table, incumbent, lower } = reduction;
  const nothing: Found = { status: 'infeasible', choice: [], lower };
  const known = (status: 'optimal' | 'feasible'): Found => {
    if (incumbent) return { status, choice: incumbent, lower };
    return status === 'optimal' ? nothing : { ...nothing, status: 'unknown' };
  };
  if (table.groups.every((group) => group.index.length === 1)) {
    const choice = table.groups.map((group) => group.index[0]!);
    return meetsBudgets(program, choice) ? { status: 'optimal', choice, lower } : nothing;
  }
  const problem = integerProblem(glpk, reduction);
  // Answers may break a budget by GLPK's own tolerance (1e-7): such a one is forbidden and the question put again.
  for (let round = 0; round < 50; round++) {
    const result = ask(glpk, problem, timeLimitS);
    if (result === null) break;
    if (result.status === glpk.GLP_NOFEAS || result.status === glpk.GLP_INFEAS) return known('optimal');
    if (result.status !== glpk.GLP_OPT && result.status !== glpk.GLP_FEAS) return known('feasible');
    const positions = table.groups.map(() => 0);
    for (const [name, { group, position }] of problem.variables) {
      if ((result.vars[name] ?? 0) > 0.5) positions[group] = position;
    }
    const choice = positions.map((p, g) => table.groups[g]!.index[p]!);
    if (!meetsBudgets(program, choice)) {
      problem.forbid(positions);
      continue;
    }
    const better = incumbent === null || objectiveOf(program, choice) < objectiveOf(program, incumbent);
    const status = result.status === glpk.GLP_OPT ? 'optimal' : 'feasible';
    return { status, choice: better ? choice : incumbent, lower };
  }
  const searched = coreSearch(program, reduction, 200_000);
  if (searched.choice === null) return searched.complete ? nothing : { ...nothing, status: 'unknown' };
  return {
    status: searched.complete ? 'optimal' : 'feasible',
    choice: searched.choice,
    lower: searched.lower,
  };
}

/** Ever wider searches of what reduction left; each but the last is tried in a few milliseconds. */
const widths = [12, 60, 1500, 20_000];

/** Finds better and better plans; the last one is proven, or the best that the time limit allows. */
function* find(glpk: GLPK, program: Program, { timeLimitS = 10, coreWidth }: SolveOptions): Generator<Found> {
  const starts = uniformChoices(program).map((plan) => plan.choice);
  let reduction = reduceProgram(program, starts);
  if (!reduction) {
    yield { status: 'infeasible', choice: [], lower: 0 };
    return;
  }
  for (const width of widths) {
    if (reduction.solved) break;
    if (coreWidth !== undefined && width > coreWidth) break;
    const found = coreSearch(program, reduction, width);
    if (found.complete) {
      const status = found.choice ? 'optimal' : 'infeasible';
      yield { status, choice: found.choice ?? [], lower: found.lower };
      return;
    }
    reduction = tightenReduction(reduction, found);
    if (found.choice && !reduction.solved) {
      yield { status: 'feasible', choice: found.choice, lower: reduction.lower };
    }
  }
  if (reduction.solved) yield { status: 'optimal', choice: reduction.incumbent!, lower: reduction.upper };
  else yield solveRest(glpk, program, reduction, timeLimitS);
}

function findLast(glpk: GLPK, program: Program, options: SolveOptions): Found {
  let last: Found = { status: 'unknown', choice: [], lower: 0 };
  for (const found of find(glpk, program, options)) last = found;
  return last;
}

/**
 * The exact optimum in steps: a plan with its proven gap after a few milliseconds, then better ones where there are
 * any, at last the proven one. A later plan differs from the one before only if it is strictly better. A caller
 * that stops asking stops the work. Throws a ProgramError for numbers no solver can use.
 */
export function* solveStepwise(
  glpk: GLPK,
  program: Program,
  options: SolveOptions = {},
): Generator<Solution> {
  const { now = () => performance.now() } = options;
  const start = now();
  checkProgram(program);
  for (const found of find(glpk, program, options)) {
    yield solutionOf(glpk, program, found, options, () => now() - start);
  }
}

/**
 * The exact optimum of a program: reduction first, then a search of what is left, GLPK where that grows too large.
 * `optimal` has gap 0; `feasible` carries a proven relative gap; `infeasible` says why. Throws a ProgramError for
 * numbers no solver can use.
 */
export function solveProgram(glpk: GLPK, program: Program, options: SolveOptions = {}): Solution {
  const { now = () => performance.now() } = options;
  const start = now();
  checkProgram(program);
  return solutionOf(glpk, program, findLast(glpk, program, options), options, () => now() - start);
}

function solutionOf(
  glpk: GLPK,
  program: Program,
  found: Found,
  options: SolveOptions,
  elapsed: () => number,
): Solution {
  const answer = (status: 'optimal' | 'feasible', choice: readonly number[], lower: number): Solution => {
    const objective = objectiveOf(program, choice);
    const gap = status === 'optimal' || objective === 0 ? 0 : Math.max(0, (objective - lower) / objective);
    return { status, objective, gap, choice, totals: totalsOf(program, choice), solveMs: elapsed() };
  };
  if (found.status === 'infeasible' || found.status === 'unknown') {
    const least = (cost: CostName, budgets: Program['budgets']): readonly number[] | null => {
      const priced = program.groups.map((group) => ({
        ...group,
        options: group.options.map((option) => ({ ...option, sensitivity: option.costs[cost]! })),
      }));
      const { choice } = findLast(glpk, { ...program, groups: priced, budgets }, options);
      return choice.length === program.groups.length ? choice : null;
    };
    if (found.status === 'unknown') {
      // Out of time without a plan: the cheapest plan of some budget under the others may hold them all.
      for (const cost of budgetedCosts(program)) {
        const { [cost]: _, ...others } = program.budgets;
        const choice = least(cost, others);
        if (choice && meetsBudgets(program, choice)) return answer('feasible', choice, found.lower);
      }
    }
    const infeasible: Infeasible = explainInfeasible(program, least);
    const nothing = { objective: Number.NaN, gap: Number.NaN, choice: [], totals: {} };
    return { status: 'infeasible', ...nothing, solveMs: elapsed(), infeasible };
  }
  if (found.status === 'optimal' && options.previous) {
    const { choice } = nearestOptimum(program, found.choice, options.previous, options.tolerance);
    const best = objectiveOf(program, found.choice);
    const calm = answer('optimal', choice, best);
    // A plan that is worse by rounding only is an optimum, too.
    return calm.objective <= best * (1 + 1e-12)
      ? calm
      : { ...calm, status: 'feasible', gap: (calm.objective - best) / calm.objective };
  }
  return answer(found.status, found.choice, found.lower);
}
