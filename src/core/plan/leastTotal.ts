import { totalOf } from './exactTotals.ts';
import type { CostName, Program } from './Program.ts';
import { narrowestChoice } from './planPeak.ts';

/** Index of each group's option that costs least (pins respected; of equals the first). */
export function cheapestChoice(program: Program, cost: CostName): readonly number[] {
  if (cost === 'memory') return narrowestChoice(program);
  return program.groups.map((group) => {
    if (group.pin !== undefined) return group.pin;
    let best = 0;
    group.options.forEach((option, i) => {
      if ((option.costs[cost] ?? 0) < (group.options[best]!.costs[cost] ?? 0)) best = i;
    });
    return best;
  });
}

/** The smallest total of one cost, every other budget ignored, pins respected. */
export function leastTotal(program: Program, cost: CostName): number {
  const choice = cheapestChoice(program, cost);
  if (cost === 'memory') return program.memory ? totalOf(program, choice, cost) : 0;
  return program.groups.reduce(
    (total, group, g) => total + (group.options[choice[g]!]!.costs[cost] ?? 0),
    program.fixed?.[cost] ?? 0,
  );
}
