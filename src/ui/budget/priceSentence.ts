import type { CostName } from '../../core/plan/Program.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';

/** The shadow price of a budget (total AQS per unit of the limit) in words, for one percent of the limit. */
export function priceSentence(cost: CostName, price: number, limit: number): string {
  const title = COST_TITLE[cost];
  if (!(price > 0)) return `${title} does not bind`;
  const step = limit / 100;
  return `1 % more ${title} (${formatCost(cost, step)}) is worth about ${formatAqs(price * step)} AQS`;
}

/** The same where the cost is minimized: what one percent more of the limit on total AQS saves. */
export function allowanceSentence(cost: CostName, price: number, aqsLimit: number): string {
  const step = aqsLimit / 100;
  return `1 % more AQS (${formatAqs(step)}) saves about ${formatCost(cost, step / price)}`;
}
