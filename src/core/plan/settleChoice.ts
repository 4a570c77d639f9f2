import { budgetedCosts, fits, totalOf, withSlack } from './exactTotals.ts';
import type { Program } from './Program.ts';
import { nextHigher, nextLower } from './pairSteps.ts';

/**
 * Makes a changed plan fit again: lowers groups, least predicted loss per freed cost first, until every budget holds; then
 * raises groups, most predicted gain first, while budgets hold. Groups in `kept` and pinned ones stay. Null when it cannot fit.
 */
export function settleChoice(
  program: Program,
  start: readonly number[],
  kept: ReadonlySet<number>,
): readonly number[] | null {
  const choice = [...start];
  const costs = budgetedCosts(program);
  const totals = costs.map((cost) => totalOf(program, choice, cost));
  const movable = program.groups.flatMap((group, g) => (group.pin === undefined && !kept.has(g) ? [g] : []));
  const aqs = (g: number, option: number): number => program.groups[g]!.options[option]!.sensitivity;

  /** Total of a cost when a group takes an option; of sums by the difference, of memory anew. */
  const totalAt = (k: number, g: number, option: number): number => {
    const cost = costs[k]!;
    if (cost === 'memory') return totalOf(program, choice.with(g, option), cost);
    const { options } = program.groups[g]!;
    return totals[k]! + (options[option]!.costs[cost] ?? 0) - (options[choice[g]!]!.costs[cost] ?? 0);
  };
  const excessOf = (total: (k: number) => number): number =>
    costs.reduce((sum, cost, k) => {
      const limit = program.budgets[cost]!;
      const value = total(k);
      return sum + (fits(value, limit) ? 0 : (value - withSlack(limit)) / (Math.abs(limit) || 1));
    }, 0);
  const take = (g: number, option: number): void => {
    choice[g] = option;
    costs.forEach((cost, k) => {
      totals[k] = totalOf(program, choice, cost);
    });
  };

  for (let excess = excessOf((k) => totals[k]!); excess > 0; excess = excessOf((k) => totals[k]!)) {
    let best: { g: number; option: number; score: number } | null = null;
    for (const g of movable) {
      for (const option of nextLower(program.groups[g]!, choice[g]!)) {
        const freed = excess - excessOf((k) => totalAt(k, g, option));
        if (freed <= 0) continue;
        const score = (aqs(g, option) - aqs(g, choice[g]!)) / freed;
        if (!best || score < best.score) best = { g, option, score };
      }
    }
    if (!best) return null;
    take(best.g, best.option);
  }
  for (;;) {
    let best: { g: number; option: number; gain: number } | null = null;
    for (const g of movable) {
      for (const option of nextHigher(program.groups[g]!, choice[g]!)) {
        const gain = aqs(g, choice[g]!) - aqs(g, option);
        if (gain <= (best?.gain ?? 0)) continue;
        // The exact total decides: sums in another order may differ in the last place.
        if (
          costs.every((cost) => fits(totalOf(program, choice.with(g, option), cost), program.budgets[cost]!))
        )
          best = { g, option, gain };
      }
    }
    if (!best) return choice;
    take(best.g, best.option);
  }
}
