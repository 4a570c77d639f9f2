import type { ProgramTable } from './ProgramTable.ts';

/** [budget][depth]: the least or greatest load of the groups from there on, as `pick` says. */
export function suffixLoads(
  table: ProgramTable,
  order: readonly number[],
  pick: (...loads: number[]) => number,
): Float64Array[] {
  return table.budgets.map((_, k) => {
    const sums = new Float64Array(order.length + 1);
    for (let d = order.length - 1; d >= 0; d--) {
      sums[d] = sums[d + 1]! + pick(...table.groups[order[d]!]!.costs[k]!);
    }
    return sums;
  });
}
