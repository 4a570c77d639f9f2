import { budgetRange } from './budgetRange.ts';
import { budgetedCosts } from './exactTotals.ts';
import { costTitles, formatNumber } from './formatCost.ts';
import type { RefineInput, RefineOptions } from './Refinement.ts';

export interface NeighbourTry {
  readonly choice: readonly number[];
  readonly text: string;
}

/** Optima at the limit and at budgets just below it, and of other scores at the limit. Solves as it is asked. */
export async function* neighbourTries(
  { program, solve, variants = [] }: RefineInput,
  { cost = budgetedCosts(program)[0], neighbours = 5, distance = 0.01 }: RefineOptions,
): AsyncGenerator<NeighbourTry, void, undefined> {
  for (const variant of variants) {
    const solution = await solve({ ...variant.program, budgets: program.budgets });
    if (solution.status !== 'infeasible')
      yield { choice: solution.choice, text: `solved with ${variant.name}` };
  }
  const limit = cost && program.budgets[cost];
  if (!cost || limit === undefined) return;
  const { min, max } = budgetRange(program, cost);
  const from = Math.min(limit, max);
  for (let i = 0; i <= neighbours; i++) {
    const budget = from - i * distance * (max - min);
    if (budget < min) return;
    const solution = await solve({ ...program, budgets: { ...program.budgets, [cost]: budget } });
    if (solution.status === 'infeasible') return;
    const share = formatNumber((100 * budget) / limit, 4);
    yield { choice: solution.choice, text: `solved at ${share} % of the ${costTitles[cost]} budget` };
  }
}
