import type { PairStep } from '../sensitivity/stepKey.ts';
import type { ProgramGroup } from './Program.ts';
import { nextLower } from './pairSteps.ts';
import { pairOf } from './uniformPlans.ts';

/**
 * Every step that a lowering (or a raising, backwards) can take, layer by layer: from each pair of a layer's group to the pairs
 * just below it. Layers of pinned groups, and of groups with one pair, take none and are left out.
 */
export function programSteps(groups: readonly ProgramGroup[]): Readonly<Record<string, readonly PairStep[]>> {
  const steps: Record<string, readonly PairStep[]> = {};
  for (const group of groups) {
    if (group.pin !== undefined) continue;
    const own = group.options.flatMap((option, from) =>
      nextLower(group, from).map((to) => ({ from: pairOf(option), to: pairOf(group.options[to]!) })),
    );
    if (own.length > 0) for (const layer of group.layers) steps[layer] = own;
  }
  return steps;
}
