import type { GLPK } from 'glpk.js/node';
import { checkProgram } from '../core/plan/checkProgram.ts';
import { budgetedCosts, meetsBudgets, objectiveOf, totalsOf } from '../core/plan/exactTotals.ts';
import { explainInfeasible } from '../core/plan/explainInfeasible.ts';
import { leastMemory } from '../core/plan/leastMemory.ts';
import { nearestOptimum } from '../core/plan/nearestOptimum.ts';
import type { CostName, Infeasible, Program, Solution } from '../core/plan/Program.ts';
import { type Found, findSums } from './findSums.ts';
import { findWithinMemory, sumsSolver } from './findWithinMemory.ts';
import type { SolveOptions } from './SolveOptions.ts';

export type { SolveOptions };

function find(glpk: GLPK, program: Program, options: SolveOptions): Generator<Found> {
  return program.budgets.memory === undefined
    ? findSums(glpk, program, options)
    : findWithinMemory(glpk, program, options);
}

function findLast(glpk: GLPK, program: Program, options: SolveOptions): Found {
  let last: Found = { status: 'unknown', choice: [], lower: 0 };
  for (const found of find(glpk, program, options)) last = found;
  return last;
}

/**
 * The exact optimum in steps: the greedy plan that reduction ends with and its proven gap, then better ones or better
 * proofs where there are any, at last the proven one. Answers on the way differ in plan only if strictly better; the
 * last one may also be an equal one nearer to `previous` (see `keepShown`). A caller that stops asking stops the
 * work. Throws a ProgramError for numbers no solver can use.
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
    const nothing = { objective: Number.NaN, gap: Number.NaN, choice: [], totals: {} };
    const least = (cost: CostName, budgets: Program['budgets']): readonly number[] | null => {
      if (cost === 'memory') {
        const bare = (at: Program): Solution => {
          const { status, choice, lower } = findLast(glpk, at, options);
          if (choice.length !== at.groups.length) return { ...nothing, status: 'infeasible', solveMs: 0 };
          return answer(status === 'optimal' ? 'optimal' : 'feasible', choice, lower);
        };
        return leastMemory({ ...program, budgets }, bare)?.choice ?? null;
      }
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
    return { status: 'infeasible', ...nothing, solveMs: elapsed(), infeasible };
  }
  if (found.status === 'optimal' && options.previous) {
    const { choice } = nearestOptimum(program, found.choice, options.previous, {
      tolerance: options.tolerance ?? 0,
      solveSums: sumsSolver(glpk, options),
    });
    const best = objectiveOf(program, found.choice);
    const calm = answer('optimal', choice, best);
    // A plan that is worse by rounding only is an optimum, too.
    return calm.objective <= best * (1 + 1e-12)
      ? calm
      : { ...calm, status: 'feasible', gap: (calm.objective - best) / calm.objective };
  }
  return answer(found.status, found.choice, found.lower);
}
