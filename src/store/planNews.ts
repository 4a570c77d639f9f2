import { describeChange } from '../core/plan/describeChange.ts';
import { formatCost } from '../core/plan/formatCost.ts';
import type { Plan } from '../core/plan/makePlan.ts';
import type { CostName } from '../core/plan/Program.ts';

/** A change of the groups, waiting for the plan that shows its price. */
export interface Edit {
  readonly text: string;
  readonly before: Plan | null;
}

/** What a new plan changed, an edit and its price first: in AQS at the same budget, or in cost at the same AQS limit. */
export function newsOf(
  before: Plan | null,
  after: Plan,
  edit: Edit | null,
  cost: CostName,
  isCostMinimized = false,
): string[] {
  const changes = before ? describeChange(before, after, cost) : [];
  if (!edit) return [...changes];
  if (!edit.before) return [edit.text, ...changes];
  const text = isCostMinimized
    ? costPriceText(cost, (after.totals[cost] ?? 0) - (edit.before.totals[cost] ?? 0))
    : priceText(after.objective - edit.before.objective);
  return [`${edit.text} ${text}`, ...changes];
}

/** The price of an edit: the change of the optimum at the same budgets. */
export function priceText(price: number): string {
  if (price === 0) return 'Price: none, the optimum stays the same.';
  return `Price: ${price > 0 ? '+' : '−'}${Number(Math.abs(price).toPrecision(3))} AQS at the same budget.`;
}

function costPriceText(cost: CostName, price: number): string {
  if (price === 0) return 'Price: none, the optimum stays the same.';
  return `Price: ${price > 0 ? '+' : '−'}${formatCost(cost, Math.abs(price))} at the same AQS limit.`;
}
