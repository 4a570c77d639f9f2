import type { Pair } from '../../core/profile/Pair.ts';
import { createSelector } from './createSelector.ts';
import { selectGroups } from './selectGroups.ts';
import { selectPreview } from './selectLowering.ts';

/** Layer name -> its pair in the newest plan; empty before the first answer. Stays while groups are edited. */
export const selectPlan = createSelector(
  [(state) => state.plan],
  (plan): ReadonlyMap<string, Pair> => new Map(Object.entries(plan?.pairs ?? {})),
);

/** What the picture shows: the plan of a search while it is under way, else the plan. */
export const selectShownPlan = createSelector(
  [selectPlan, selectPreview],
  (plan, preview): ReadonlyMap<string, Pair> => preview ?? plan,
);

/** Group id -> its pair in the plan that the picture shows; empty before the first answer. */
export const selectPlanByGroup = createSelector(
  [selectGroups, selectShownPlan],
  (groups, plan): ReadonlyMap<string, Pair> => {
    const byGroup = new Map<string, Pair>();
    for (const group of groups) {
      const pair = plan.get(group.layers[0] ?? '');
      if (pair) byGroup.set(group.id, pair);
    }
    return byGroup;
  },
);
