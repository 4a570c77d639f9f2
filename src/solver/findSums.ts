import type { GLPK, Result } from 'glpk.js/node';
import { coreSearch } from '../core/plan/coreSearch.ts';
import { meetsBudgets, objectiveOf } from '../core/plan/exactTotals.ts';
import type { Program } from '../core/plan/Program.ts';
import { type Reduction, reduceProgram, tightenReduction } from '../core/plan/reduceProgram.ts';
import { uniformChoices } from '../core/plan/uniformPlans.ts';
import { type IntegerProblem, integerProblem } from './integerProblem.ts';
import { memoryConstraints } from './memoryConstraints.ts';
import type { SolveOptions } from './SolveOptions.ts';

/** What a search says of a program at some point. */
export interface Found {
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

/** GLPK on what reduction left, peak activation memory included; null where GLPK fails. */
export function askGlpk(
  glpk: GLPK,
  program: Program,
  reduction: Reduction,
  timeLimitS: number,
): Found | null {
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
  if (program.budgets.memory !== undefined) memoryConstraints(glpk, program, reduction, problem.lp);
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
  return null;
}

/** GLPK on what reduction left; the core search without a limit where GLPK fails. */
function solveRest(glpk: GLPK, program: Program, reduction: Reduction, timeLimitS: number): Found {
  const answer = askGlpk(glpk, program, reduction, timeLimitS);
  if (answer) return answer;
  const nothing: Found = { status: 'infeasible', choice: [], lower: reduction.lower };
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

/** Plans to begin from: the present one first, for of equals it stays, then the uniform ones. */
export function startsOf(program: Program, { previous }: SolveOptions): readonly (readonly number[])[] {
  const uniform = uniformChoices(program).map((plan) => plan.choice);
  return isChoice(program, previous) ? [previous, ...uniform] : uniform;
}

/**
 * Budgets that are sums: finds better and better plans; the last one is proven, or the best that the time limit allows.
 * With a `cutoff` only better plans than that are wanted, and `infeasible` says that there is none.
 */
export function* findSums(
  glpk: GLPK,
  program: Program,
  options: SolveOptions,
  cutoff = Number.POSITIVE_INFINITY,
): Generator<Found> {
  const { timeLimitS = 10, coreWidth } = options;
  const starts = cutoff < Number.POSITIVE_INFINITY ? [] : startsOf(program, options);
  let reduction = reduceProgram(program, starts, cutoff);
  const isCutOff =
    reduction !== null &&
    reduction.incumbent === null &&
    (reduction.table.budgets.length === 0 ||
      reduction.bound.lower >= cutoff ||
      reduction.table.groups.some((group) => group.index.length === 0));
  if (!reduction || isCutOff) {
    yield { status: 'infeasible', choice: [], lower: Math.min(cutoff, reduction?.lower ?? 0) };
    return;
  }
  if (reduction.incumbent && !reduction.solved) {
    yield { status: 'feasible', choice: reduction.incumbent, lower: reduction.lower };
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

/** Whether a choice is one of this program, its pins respected. */
function isChoice(program: Program, choice: readonly number[] | undefined): choice is readonly number[] {
  if (choice?.length !== program.groups.length) return false;
  return program.groups.every(
    ({ options, pin }, g) => options[choice[g]!] !== undefined && (pin === undefined || pin === choice[g]),
  );
}
