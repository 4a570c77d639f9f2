import { scoreOf } from '../../core/plan/groupAqs.ts';
import { type Pair, pairKey } from '../../core/profile/Pair.ts';
import { createSelector } from './createSelector.ts';
import { selectGroupOfLayer } from './selectGroups.ts';
import { selectPairs } from './selectPairs.ts';
import { selectShownPlan } from './selectPlan.ts';

/**
 * The pair at which layers are compared by colour: the narrowest equal-width pair that is on offer and at least
 * 4 bits, else the narrowest of all. One pair for all layers, so that colour ranks them and does not move with the budget.
 */
export const selectReferencePair = createSelector([selectPairs], (pairs): Pair | null => {
  const equal = pairs.filter((pair) => pair.weightBits === pair.activationBits && pair.weightBits >= 4);
  return equal[0] ?? pairs[0] ?? null;
});

/** Layer name -> AQS at the reference pair (the nearest wider pair where the layer cannot run that one). */
export const selectSensitivityAtReference = createSelector(
  [(state) => state.aqs, selectReferencePair, selectGroupOfLayer, (state) => state.decisions.distance],
  (aqs, reference, groupOf, distance): ReadonlyMap<string, number> => {
    const values = new Map<string, number>();
    if (!reference) return values;
    for (const [layer, { entries }] of Object.entries(aqs)) {
      const wider = groupOf
        .get(layer)
        ?.pairs.find(
          (pair) =>
            pair.weightBits >= reference.weightBits && pair.activationBits >= reference.activationBits,
        );
      const entry = entries[pairKey(reference)] ?? (wider && entries[pairKey(wider)]);
      const score = entry ? scoreOf(entry, distance) : null;
      if (score !== null) values.set(layer, score);
    }
    return values;
  },
);

/** Layer name -> AQS at its pair in the plan that the picture shows. */
export const selectSensitivityAtPlan = createSelector(
  [(state) => state.aqs, selectShownPlan, (state) => state.decisions.distance],
  (aqs, plan, distance): ReadonlyMap<string, number> => {
    const values = new Map<string, number>();
    for (const [layer, pair] of plan) {
      const entry = aqs[layer]?.entries[pairKey(pair)];
      const score = entry ? scoreOf(entry, distance) : null;
      if (score !== null) values.set(layer, score);
    }
    return values;
  },
);
