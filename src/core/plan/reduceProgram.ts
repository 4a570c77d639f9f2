import { meetsBudgets, objectiveOf } from './exactTotals.ts';
import { improveChoice, repairChoice } from './improveChoice.ts';
import { type Bound, bestBound } from './lagrangian.ts';
import type { Program } from './Program.ts';
import { keepOptions, type ProgramTable, programTable } from './ProgramTable.ts';

/** What is left of a program once everything that cannot be in a better plan is gone. */
export interface Reduction {
  readonly table: ProgramTable;
  /** Best plan known (option index by group) and its objective; null and Infinity when none is known. */
  readonly incumbent: readonly number[] | null;
  readonly upper: number;
  /** Proven: no plan has a smaller objective. */
  readonly lower: number;
  readonly bound: Bound;
  /** The incumbent is the optimum: nothing is left to decide. */
  readonly solved: boolean;
}

/** Keeps options whose bound, were they chosen, stays below the incumbent (plus rounding). */
export function fixOptions(table: ProgramTable, bound: Bound, upper: number): ProgramTable {
  const room = upper - bound.lower + 1e-12 * (bound.magnitude + Math.abs(upper));
  const groups = table.groups.map((group) => {
    const priced = group.sensitivity.map((s, p) =>
      bound.prices.reduce((total, price, k) => total + price * group.costs[k]![p]!, s),
    );
    // The bound may have been set on a table with more options; its own least ones are always kept.
    const least = Math.min(...priced);
    const positions = priced.flatMap((value, p) => (value - least <= room ? [p] : []));
    return positions.length === priced.length ? group : keepOptions(group, positions);
  });
  return { budgets: table.budgets, groups };
}

/**
 * Exact reduction of a checked program: dominated options go, a Lagrangian bound is set against a greedy incumbent
 * improved by single changes, and options that the bound excludes go too, until nothing changes. Null when no choice
 * can hold the budgets. `starts` are further plans to begin from (uniform ones), as option indexes by group. Only plans
 * better than `cutoff` are wanted: the incumbent is null where none is known, and what cannot beat it goes. A memory budget
 * enters only as far as single options break it (see `programTable`); incumbents hold it.
 */
export function reduceProgram(
  program: Program,
  starts: readonly (readonly number[])[] = [],
  cutoff = Number.POSITIVE_INFINITY,
): Reduction | null {
  const first = programTable(program);
  if (!first) return null;
  let table = first;
  let incumbent: readonly number[] | null = null;
  let upper = cutoff;
  const offer = (choice: readonly number[]): void => {
    const objective = objectiveOf(program, choice);
    if (objective < upper && meetsBudgets(program, choice)) {
      incumbent = choice;
      upper = objective;
    }
  };
  for (const start of starts) offer(start);

  let bound: Bound | undefined;
  for (let round = 0; ; round++) {
    const current = table;
    const options = (positions: readonly number[]) => positions.map((p, g) => current.groups[g]!.index[p]!);
    const visit = (positions: readonly number[]): number => {
      const repaired = positions.length > 0 ? repairChoice(current, positions) : null;
      if (repaired) offer(options(improveChoice(current, repaired)));
      return upper;
    };
    bound = bestBound(table, visit, bound?.prices);
    if (upper === Number.POSITIVE_INFINITY) break;
    table = fixOptions(table, bound, upper);
    const count = (t: ProgramTable): number =>
      t.groups.reduce((total, group) => total + group.index.length, 0);
    if (table.groups.some((group) => group.index.length === 0)) break;
    if (count(table) > count(current) * 0.9 && round > 0) break;
  }
  return reductionOf(table, bound, incumbent, upper, bound.lower);
}

function reductionOf(
  table: ProgramTable,
  bound: Bound,
  incumbent: readonly number[] | null,
  upper: number,
  lower: number,
): Reduction {
  const single = table.groups.every((group) => group.index.length <= 1);
  const solved = incumbent !== null && (single || upper - bound.lower <= 1e-13 * bound.magnitude);
  return { table, incumbent, upper, lower: solved ? upper : Math.min(upper, lower), bound, solved };
}

/** The same reduction with a better plan or bound known: more options go, and the prices are set anew for the rest. */
export function tightenReduction(
  reduction: Reduction,
  known: { readonly choice: readonly number[] | null; readonly upper: number; readonly lower: number },
): Reduction {
  if (known.choice === null || known.upper === Number.POSITIVE_INFINITY) return reduction;
  const lower = Math.max(reduction.lower, known.lower);
  const fixed = fixOptions(reduction.table, reduction.bound, known.upper);
  if (fixed.groups.some((group) => group.index.length === 0)) {
    return { ...reduction, incumbent: known.choice, upper: known.upper, lower: known.upper, solved: true };
  }
  const bound = bestBound(fixed, () => known.upper, reduction.bound.prices);
  return reductionOf(
    fixOptions(fixed, bound, known.upper),
    bound,
    known.choice,
    known.upper,
    Math.max(lower, bound.lower),
  );
}
