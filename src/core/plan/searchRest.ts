import { meetsBudgets, objectiveOf } from './exactTotals.ts';
import type { Program } from './Program.ts';
import type { Reduction } from './reduceProgram.ts';

export interface Searched {
  /** Best plan found (option index by group); null when there is none. */
  readonly choice: readonly number[] | null;
  /** False when the search stopped at its limit of nodes: the plan may not be the best. */
  readonly complete: boolean;
}

/**
 * Exact depth-first search over what reduction left, groups with most at stake first, cut by the Lagrangian bound and by
 * what the budgets still admit. A second, independent way to the optimum where the integer solver cannot be used.
 */
export function searchRest(program: Program, reduction: Reduction, nodeLimit = 500_000): Searched {
  const { table, bound } = reduction;
  const priced = table.groups.map((group) =>
    group.sensitivity.map((s, p) =>
      bound.prices.reduce((total, price, k) => total + price * group.costs[k]![p]!, s),
    ),
  );
  const least = priced.map((values) => Math.min(...values));
  const spread = priced.map((values, g) => Math.max(...values) - least[g]!);
  const order = table.groups.map((_, g) => g).sort((a, b) => spread[b]! - spread[a]!);
  const positions = priced.map((values) => values.map((_, p) => p).sort((a, b) => values[a]! - values[b]!));
  const cheapest = table.budgets.map((_, k) => table.groups.map((group) => Math.min(...group.costs[k]!)));

  let best = reduction.incumbent;
  let upper = reduction.upper;
  let nodes = 0;
  const choice = table.groups.map(() => 0);
  const spent = cheapest.map((column) => column.reduce((total, n) => total + n, 0));
  const visit = (depth: number, lower: number): void => {
    if (nodes++ >= nodeLimit) return;
    if (depth === order.length) {
      const options = choice.map((p, g) => table.groups[g]!.index[p]!);
      const objective = objectiveOf(program, options);
      if (objective < upper && meetsBudgets(program, options)) {
        best = options;
        upper = objective;
      }
      return;
    }
    const g = order[depth]!;
    for (const p of positions[g]!) {
      const next = lower + priced[g]![p]! - least[g]!;
      if (next > upper + 1e-12 * (bound.magnitude + Math.abs(upper))) break;
      const extra = spent.map((_, k) => table.groups[g]!.costs[k]![p]! - cheapest[k]![g]!);
      if (spent.some((s, k) => s + extra[k]! > 1 + 1e-9)) continue;
      choice[g] = p;
      extra.forEach((e, k) => {
        spent[k]! += e;
      });
      visit(depth + 1, next);
      extra.forEach((e, k) => {
        spent[k]! -= e;
      });
    }
  };
  visit(0, bound.lower);
  return { choice: best, complete: nodes < nodeLimit };
}
