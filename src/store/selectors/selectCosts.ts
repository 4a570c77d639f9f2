import type { Costs } from '../../core/cost/layerCosts.ts';
import { layerCosts } from '../../core/cost/layerCosts.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import { createSelector } from './createSelector.ts';
import { selectGroupOfLayer } from './selectGroups.ts';
import { selectLayers } from './selectLayers.ts';
import { selectProfile } from './selectProfile.ts';

/** Layer name -> pair key -> costs, for the pairs its group can run. */
export const selectCosts = createSelector(
  [selectLayers, selectGroupOfLayer, selectProfile],
  (layers, groupOf, profile): ReadonlyMap<string, ReadonlyMap<string, Costs>> => {
    const costs = new Map<string, ReadonlyMap<string, Costs>>();
    for (const layer of layers) {
      const pairs = groupOf.get(layer.name)?.pairs ?? [];
      if (profile)
        costs.set(
          layer.name,
          new Map(pairs.map((pair) => [pairKey(pair), layerCosts(layer, pair, profile)])),
        );
    }
    return costs;
  },
);
