import { objectiveOf } from './exactTotals.ts';
import type { Program } from './Program.ts';
import { narrowestChoice, peakBytes } from './planPeak.ts';

/** A plan with its peak activation memory in bytes. */
export interface CapPlan {
  readonly cost: number;
  readonly sensitivity: number;
  readonly choice: readonly number[];
}

/**
 * For every activation width the least sensitive plan in which no group reads wider: a first sketch of total AQS over peak
 * memory, ascending, less those that another beats. Each can be had and none is proven; budgets are ignored, pins kept.
 */
export function capPlans(program: Program): readonly CapPlan[] {
  const narrowest = narrowestChoice(program);
  const widths = [...new Set(program.groups.flatMap(({ options }) => options.map((o) => o.activationBits)))];
  const plans = widths.map((cap): CapPlan => {
    const choice = program.groups.map(({ options, pin }, g) => {
      if (pin !== undefined) return pin;
      let best = narrowest[g]!;
      options.forEach((option, i) => {
        const rival = options[best]!;
        const less = option.sensitivity - rival.sensitivity;
        const isNarrower = option.activationBits < rival.activationBits;
        if (option.activationBits <= cap && (less < 0 || (less === 0 && isNarrower))) best = i;
      });
      return best;
    });
    return { choice, cost: peakBytes(program, choice), sensitivity: objectiveOf(program, choice) };
  });
  const kept: CapPlan[] = [];
  for (const plan of plans.sort((a, b) => a.cost - b.cost || a.sensitivity - b.sensitivity)) {
    if (kept.every((other) => other.sensitivity > plan.sensitivity)) kept.push(plan);
  }
  return kept;
}
