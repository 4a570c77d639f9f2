import type { GLPK, Result } from 'glpk.js/node';
import { checkProgram } from '../core/plan/checkProgram.ts';
import { budgetedCosts, meetsBudgets, objectiveOf, totalsOf } from '../core/plan/exactTotals.ts';
import { explainInfeasible } from '../core/plan/explainInfeasible.ts';
import type { CostName, Infeasible, Program, Solution } from '../core/plan/Program.ts';
import { type Reduction, reduceProgram } from '../core/plan/reduceProgram.ts';
import { searchRest } from '../core/plan/searchRest.ts';
import { uniformChoices } from '../core/plan/uniformPlans.ts';
import { type IntegerProblem, integerProblem } from './integerProblem.ts';

export interface SolveOptions {
  /** Limit on GLPK, seconds; a plan found by then is returned as `feasible` with its gap. */
  readonly timeLimitS?: number;
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

/** GLPK on what reduction left; a search of our own where GLPK fails. */
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
  const searched = searchRest(program, reduction);
  if (searched.choice === null) return searched.complete ? nothing : { ...nothing, status: 'unknown' };
  return { status: searched.complete ? 'optimal' : 'feasible', choice: searched.choice, lower };
}

function find(glpk: GLPK, program: Program, timeLimitS: number): Found {
  const starts = uniformChoices(program).map((plan) => plan.choice);
  const reduction = reduceProgram(program, starts);
  if (!reduction) return { status: 'infeasible', choice: [], lower: 0 };
  if (reduction.solved) return { status: 'optimal', choice: reduction.incumbent!, lower: reduction.upper };
  return solveRest(glpk, program, reduction, timeLimitS);
}

/**
 * The exact optimum of a program: reduction first, GLPK for the rest. `optimal` has gap 0; `feasible` carries a proven
 * relative gap; `infeasible` says why. Throws a ProgramError for numbers no solver can use.
 */
export function solveProgram(glpk: GLPK, program: Program, options: SolveOptions = {}): Solution {
  const { timeLimitS = 10, now = () => performance.now() } = options;
  const start = now();
  checkProgram(program);
  const found = find(glpk, program, timeLimitS);
  const answer = (status: 'optimal' | 'feasible', choice: readonly number[], lower: number): Solution => {
    const objective = objectiveOf(program, choice);
    const gap = status === 'optimal' || objective === 0 ? 0 : Math.max(0, (objective - lower) / objective);
    return { status, objective, gap, choice, totals: totalsOf(program, choice), solveMs: now() - start };
  };
  if (found.status === 'infeasible' || found.status === 'unknown') {
    const least = (cost: CostName, budgets: Program['budgets']): readonly number[] | null => {
      const priced = program.groups.map((group) => ({
        ...group,
        options: group.options.map((option) => ({ ...option, sensitivity: option.costs[cost]! })),
      }));
      const answer = find(glpk, { ...program, groups: priced, budgets }, timeLimitS);
      return answer.choice.length === program.groups.length ? answer.choice : null;
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
    return { status: 'infeasible', ...nothing, solveMs: now() - start, infeasible };
  }
  return answer(found.status, found.choice, found.lower);
}
