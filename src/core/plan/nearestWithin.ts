import { coreSearch } from './coreSearch.ts';
import { fits, meetsBudgets, objectiveOf } from './exactTotals.ts';
import { bestBound } from './lagrangian.ts';
import type { CostName, Program } from './Program.ts';
import { programTable } from './ProgramTable.ts';
import { fixOptions } from './reduceProgram.ts';

export interface Nearest {
  readonly choice: readonly number[];
  /** False when the search was cut short: a nearer plan of the same worth may exist. */
  readonly proven: boolean;
}

/** Groups in which two plans differ. */
export const changes = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, option, g) => total + (option === b[g] ? 0 : 1), 0);

/**
 * Among the plans that hold the budgets (sums alone) and whose total AQS is at most `limit`, one that differs from `wanted`
 * (-1: from any option there) in the fewest groups, `most` of them at most; of those the least sensitive. Null when
 * there is none. The count of changes joins the search as one more limited cost.
 */
export function nearestWithin(
  program: Program,
  wanted: readonly number[],
  limit: number,
  most: number,
  known: readonly number[] | null,
  width: number,
): { readonly choice: readonly number[] | null; readonly proven: boolean } {
  const kept = { choice: known, proven: true };
  const table = programTable(program, wanted);
  if (!table) return kept;
  const bound = bestBound(table, () => limit);
  const counted = {
    budgets: [...table.budgets, 'changes' as CostName],
    groups: table.groups.map((group, g) => ({
      ...group,
      costs: [...group.costs, group.index.map((option) => (option === wanted[g] ? 0 : 1 / most))],
    })),
  };
  const priced = { ...bound, prices: [...bound.prices, 0] };
  const reduced = fixOptions(counted, priced, limit);
  if (reduced.groups.some((group) => group.index.length === 0)) return kept;
  const found = coreSearch(
    program,
    { table: reduced, bound: priced, incumbent: known, upper: limit, lower: bound.lower, solved: false },
    width,
    (choice) =>
      fits(objectiveOf(program, choice), limit) && meetsBudgets(program, choice)
        ? changes(choice, wanted) + objectiveOf(program, choice) / (1 + 2 * limit)
        : Number.POSITIVE_INFINITY,
  );
  return { choice: found.choice, proven: found.complete };
}
