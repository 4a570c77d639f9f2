import { type Pair, pairKey } from '../../core/profile/Pair.ts';
import { createSelector } from './createSelector.ts';
import { selectGroups } from './selectGroups.ts';

/** Every pair that some group can run, ascending in weight then activation bits. */
export const selectPairs = createSelector([selectGroups], (groups): readonly Pair[] => {
  const all = new Map(groups.flatMap((group) => group.pairs.map((pair) => [pairKey(pair), pair] as const)));
  return [...all.values()].sort((a, b) => a.weightBits - b.weightBits || a.activationBits - b.activationBits);
});
