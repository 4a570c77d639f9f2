import { fits, totalOf } from '../core/plan/exactTotals.ts';
import type { CostName, Program } from '../core/plan/Program.ts';
import type { Decisions } from './StudioState.ts';

/** The user's budgets with that of `cost` at a plan's own total, and every other one that the plan breaks raised to its. */
export function budgetsHolding(
  program: Program,
  choice: readonly number[],
  cost: CostName,
  budgets: Decisions['budgets'],
): Decisions['budgets'] {
  const held = Object.entries(budgets).map(([name, limit]) => {
    const total = totalOf(program, choice, name as CostName);
    return [name, fits(total, limit) ? limit : total] as const;
  });
  return { ...Object.fromEntries(held), [cost]: totalOf(program, choice, cost) };
}
