import { costsOf, totalOf } from './exactTotals.ts';
import { leastTotal } from './leastTotal.ts';
import type { CostName, Option, Program } from './Program.ts';
import { widestChoice } from './planPeak.ts';

/** Limits between which a budget matters, pins respected, other budgets ignored. */
export interface BudgetRange {
  /** Smallest feasible limit. */
  readonly min: number;
  /** Largest useful limit: the cost of the best plan without any budget; a higher one changes nothing. */
  readonly max: number;
}

/** What an option adds to a cost; to memory its tensors' width. */
const weightOf = (option: Option, cost: CostName): number =>
  cost === 'memory' ? option.activationBits : (option.costs[cost] ?? 0);

/** Least sensitive option of each group; of equals the cheapest in `cost`. */
export function bestChoice(program: Program, cost: CostName): readonly number[] {
  return program.groups.map((group) => {
    if (group.pin !== undefined) return group.pin;
    let best = 0;
    group.options.forEach((option, i) => {
      const rival = group.options[best]!;
      const less = option.sensitivity - rival.sensitivity;
      if (less < 0 || (less === 0 && weightOf(option, cost) < weightOf(rival, cost))) best = i;
    });
    return best;
  });
}

/** Smallest feasible and largest useful limit of one cost. */
export function budgetRange(program: Program, cost: CostName): BudgetRange {
  const min = leastTotal(program, cost);
  if (cost === 'memory' && !program.memory) return { min, max: min };
  return { min, max: Math.max(min, totalOf(program, bestChoice(program, cost), cost)) };
}

/** Cheapest and dearest plan of one cost, pins respected: what a percentage of a budget lies between. */
export function costSpan(program: Program, cost: CostName): BudgetRange {
  if (cost === 'memory') {
    return {
      min: leastTotal(program, cost),
      max: program.memory ? totalOf(program, widestChoice(program), cost) : 0,
    };
  }
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
