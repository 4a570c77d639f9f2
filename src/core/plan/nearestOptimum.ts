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

const changes = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((total, option, g) => total + (option === b[g] ? 0 : 1), 0);

/**
 * Among the plans that hold the budgets and whose objective exceeds the optimum's by at most the share `tolerance`, one
 * that differs from `previous` in the fewest groups; of those the least sensitive. The count of changes joins the
 * search as one more limited cost.
 */
export function nearestOptimum(
  program: Program,
  optimum: readonly number[],
  previous: readonly number[],
  tolerance = 0,
  width = 4000,
): Nearest {
  const kept: Nearest = { choice: optimum, proven: true };
  const comparable = previous.length === program.groups.length;
  if (!comparable) return kept;
  const limit = objectiveOf(program, optimum) * (1 + tolerance);
  // A pin or a pair that is gone changes a group in every plan.
  const wanted = program.groups.map(({ options, pin }, g) =>
    options[previous[g]!] && (pin === undefined || pin === previous[g]) ? previous[g]! : -1,
  );
  const most = changes(optimum, wanted);
  if (most === 0) return kept;
  if (!wanted.includes(-1) && fits(objectiveOf(program, wanted), limit) && meetsBudgets(program, wanted)) {
    return { choice: wanted, proven: true };
  }
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
    { table: reduced, bound: priced, incumbent: optimum, upper: limit, lower: bound.lower, solved: false },
    width,
    (choice) =>
      fits(objectiveOf(program, choice), limit) && meetsBudgets(program, choice)
        ? changes(choice, wanted) + objectiveOf(program, choice) / (1 + 2 * limit)
        : Number.POSITIVE_INFINITY,
  );
  const nearer = found.choice !== null && changes(found.choice, wanted) < most;
  return { choice: nearer ? found.choice! : optimum, proven: found.complete };
}
