import { fits, meetsBudgets, objectiveOf } from './exactTotals.ts';
import type { SumsAnswer } from './memorySearch.ts';
import { nearestInMemory } from './nearestInMemory.ts';
import { changes, type Nearest, nearestWithin } from './nearestWithin.ts';
import type { Program } from './Program.ts';

export interface NearestOptions {
  /** Share by which the objective may exceed the optimum's. */
  readonly tolerance?: number;
  /** Partial plans per group that the search may keep. */
  readonly width?: number;
  /** Exact answers to programs without memory, needed where memory is limited. */
  readonly solveSums?: (program: Program, cutoff: number) => SumsAnswer;
}

/**
 * Among the plans that hold the budgets and whose objective exceeds the optimum's by at most the share `tolerance`, one
 * that differs from `previous` in the fewest groups; of those the least sensitive.
 */
export function nearestOptimum(
  program: Program,
  optimum: readonly number[],
  previous: readonly number[],
  { tolerance = 0, width = 4000, solveSums }: NearestOptions = {},
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
  if (program.budgets.memory !== undefined) {
    return solveSums ? nearestInMemory(program, wanted, limit, optimum, width, solveSums) : kept;
  }
  const found = nearestWithin(program, wanted, limit, most, optimum, width);
  const nearer = found.choice !== null && changes(found.choice, wanted) < most;
  return { choice: nearer ? found.choice! : optimum, proven: found.proven };
}
