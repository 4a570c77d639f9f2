import type { CostName, Program, SumCost } from './Program.ts';
import { peakBytes } from './planPeak.ts';

/** The order of costs in lists and files. */
export const costOrder: readonly CostName[] = ['size', 'bops', 'latency', 'memory'];

/** Those that are sums over groups. */
export const sumCosts: readonly SumCost[] = ['size', 'bops', 'latency'];

/**
 * A total may exceed its limit by this share and still fit: sums of the same numbers in another order differ by a few
 * units in the last place, and a budget typed as the total of a plan must admit that plan.
 */
const relativeSlack = 1e-12;

/** The limit with its floating-point slack. */
export function withSlack(limit: number): number {
  return limit + Math.abs(limit) * relativeSlack;
}

export function fits(total: number, limit: number): boolean {
  return total <= withSlack(limit);
}

/** Costs that every option of every group carries, and memory where the program says what it is made of: what has totals. */
export function costsOf(program: Program): readonly CostName[] {
  return costOrder.filter((cost) =>
    cost === 'memory'
      ? program.memory !== undefined
      : program.groups.every((group) => group.options.every((option) => option.costs[cost] !== undefined)),
  );
}

/** Costs with a budget, in order. */
export function budgetedCosts(program: Program): readonly CostName[] {
  return costOrder.filter((cost) => program.budgets[cost] !== undefined);
}

/** Budgets that limit a sum over groups: the rows of the knapsack. */
export function sumBudgets(program: Program): readonly SumCost[] {
  return sumCosts.filter((cost) => program.budgets[cost] !== undefined);
}

/** Sum of sensitivities of a choice (option index by group), in the groups' order. */
export function objectiveOf(program: Program, choice: readonly number[]): number {
  let total = 0;
  program.groups.forEach((group, g) => {
    total += group.options[choice[g]!]!.sensitivity;
  });
  return total;
}

/** One total of a choice, fixed costs included, summed in the groups' order; of memory the peak. */
export function totalOf(program: Program, choice: readonly number[], cost: CostName): number {
  if (cost === 'memory') return peakBytes(program, choice);
  let total = program.fixed?.[cost] ?? 0;
  program.groups.forEach((group, g) => {
    total += group.options[choice[g]!]!.costs[cost] ?? Number.NaN;
  });
  return total;
}

export function totalsOf(
  program: Program,
  choice: readonly number[],
): Readonly<Partial<Record<CostName, number>>> {
  return Object.fromEntries(costsOf(program).map((cost) => [cost, totalOf(program, choice, cost)]));
}

/** Re-computes every budget of a choice from the program's own numbers. */
export function meetsBudgets(program: Program, choice: readonly number[]): boolean {
  return budgetedCosts(program).every((cost) => fits(totalOf(program, choice, cost), program.budgets[cost]!));
}
