import type { CostName } from '../../core/plan/Program.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';

/** What a slope is, beside the exact steps that plans move in. */
export const slopeNote =
  'The slope of the linear relaxation at this limit: what a little more is worth on average, as if pairs could be mixed. Plans move in steps, so the next one may be worth more or less.';

/** The marginal value of a budget (total AQS per unit of the limit) in words: a slope, of memory to the next better plan. */
export function priceSentence(cost: CostName, price: number, limit: number): string {
  if (!(price > 0)) return `${COST_TITLE[cost]} does not bind`;
  const unit = 1000 ** Math.floor(Math.log10(limit) / 3);
  const slope = `about −${formatAqs(price * unit)} AQS per ${oneOf(formatCost(cost, unit))}`;
  return `${cost === 'memory' ? 'Slope to the next better plan' : 'Slope here'}: ${slope}`;
}

/** The same where the cost is minimized: what a limit of more total AQS saves. */
export function allowanceSentence(cost: CostName, price: number, aqsLimit: number): string {
  const unit = 10 ** (Math.floor(Math.log10(aqsLimit)) - 1);
  return `Slope here: about −${formatCost(cost, unit / price)} per ${oneOf(formatAqs(unit))} AQS`;
}

/** `1 GBOPS` for `1.00 GBOPS`: a unit, not a figure. */
function oneOf(text: string): string {
  return text.replace(/^(0\.0*1|1)\.?0*(?=\D|$)/, '$1');
}
