import { costsOf, totalOf } from './exactTotals.ts';
import { leastTotal } from './leastTotal.ts';
import type { CostName, Program } from './Program.ts';

/** Limits between which a budget matters, pins respected, other budgets ignored. */
export interface BudgetRange {
  /** Smallest feasible limit. */
  readonly min: number;
  /** Largest useful limit: the cost of the best plan without any budget; a higher one changes nothing. */
  readonly max: number;
}

/** Least sensitive option of each group; of equals the cheapest in `cost`. */
function bestChoice(program: Program, cost: CostName): readonly number[] {
  return program.groups.map((group) => {
    if (group.pin !== undefined) return group.pin;
    let best = 0;
    group.options.forEach((option, i) => {
      const rival = group.options[best]!;
      const less = option.sensitivity - rival.sensitivity;
      if (less < 0 || (less === 0 && (option.costs[cost] ?? 0) < (rival.costs[cost] ?? 0))) best = i;
    });
    return best;
  });
}

/** Smallest feasible and largest useful limit of one cost. */
export function budgetRange(program: Program, cost: CostName): BudgetRange {
  const min = leastTotal(program, cost);
  return { min, max: Math.max(min, totalOf(program, bestChoice(program, cost), cost)) };
}

/** Cheapest and dearest plan of one cost, pins respected: what a percentage of a budget lies between. */
export function costSpan(program: Program, cost: CostName): BudgetRange {
  const fixed = program.fixed?.[cost] ?? 0;
  const max = program.groups.reduce((total, { options, pin }) => {
    const open = pin === undefined ? options : [options[pin]!];
    return total + Math.max(...open.map((option) => option.costs[cost] ?? 0));
  }, fixed);
  return { min: leastTotal(program, cost), max };
}

/** The limit that lies `percent` of the way from the cheapest plan to the dearest. */
export function budgetAtPercent(program: Program, cost: CostName, percent: number): number {
  const { min, max } = costSpan(program, cost);
  return percent >= 100 ? max : min + ((max - min) * percent) / 100;
}

/** Costs that may carry a budget in this program. */
export function availableBudgets(program: Program): readonly CostName[] {
  return costsOf({ ...program, budgets: {} });
}
