import { fits, withSlack } from './exactTotals.ts';
import type { Solution } from './Program.ts';

/**
 * A newer answer to the same question, after `shown` is already on screen: the plan there stays unless the newer one is
 * strictly better, and takes over what is proven by now.
 */
export function keepShown(shown: Solution | null, answer: Solution): Solution {
  if (shown === null || shown.choice.length === 0 || answer.choice.length === 0) return answer;
  if (answer.objective < shown.objective && !fits(shown.objective, answer.objective)) return answer;
  const lower = answer.objective * (1 - answer.gap);
  const proven = shown.objective <= withSlack(lower);
  return {
    ...answer,
    objective: shown.objective,
    choice: shown.choice,
    totals: shown.totals,
    status: proven ? 'optimal' : 'feasible',
    gap: proven ? 0 : (shown.objective - lower) / shown.objective,
  };
}
