import { groupAqs } from '../../core/plan/groupAqs.ts';
import type { CostName } from '../../core/plan/Program.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import { createSelector } from '../../store/selectors/createSelector.ts';
import { selectCosts } from '../../store/selectors/selectCosts.ts';
import { selectGroups } from '../../store/selectors/selectGroups.ts';
import { selectPlanByGroup } from '../../store/selectors/selectPlan.ts';
import { selectSensitivityScale, selectShownSensitivity } from '../colour/selectShownSensitivity.ts';
import { rampPosition } from '../colour/sensitivityColour.ts';
import type { GroupItem } from './GroupItem.ts';
import { selectGroupLabels } from './selectGroupLabels.ts';

/** Group id -> its row, in network order. */
export const selectGroupItems = createSelector(
  [
    selectGroups,
    selectGroupLabels,
    selectPlanByGroup,
    selectCosts,
    selectShownSensitivity,
    selectSensitivityScale,
    (state) => state.aqs,
    (state) => state.decisions,
  ],
  (groups, labels, plan, costs, shown, scale, aqs, decisions): ReadonlyMap<string, GroupItem> => {
    // Peak memory belongs to no group alone.
    const costOf = (group: (typeof groups)[number], cost: CostName): number | null => {
      const pair = plan.get(group.id);
      if (!pair || cost === 'memory') return null;
      return group.layers.reduce(
        (sum, layer) => sum + (costs.get(layer)?.get(pairKey(pair))?.[cost] ?? 0),
        0,
      );
    };
    let total = 0;
    for (const group of groups) total += costOf(group, decisions.mainBudget) ?? 0;
    return new Map(
      groups.map((group, order) => {
        const pair = plan.get(group.id);
        const heats = group.layers.flatMap((layer) => {
          const value = shown.get(layer);
          return value === undefined || !scale ? [] : [rampPosition(scale, value)];
        });
        const cost = costOf(group, decisions.mainBudget);
        const item: GroupItem = {
          id: group.id,
          title: group.layers.length > 1 ? group.layers.join(' + ') : (group.layers[0] ?? group.id),
          label: labels.get(group.id) ?? group.id,
          layerCount: group.layers.length,
          order,
          pair: pair ? pairKey(pair) : null,
          pinned: decisions.pins[group.id] !== undefined,
          aqs: pair ? groupAqs(aqs, group, pair, decisions.distance, decisions.aggregate) : null,
          heat: heats.length > 0 ? Math.max(...heats) : null,
          costShare: cost !== null && total > 0 ? cost / total : null,
          sizeBytes: costOf(group, 'size'),
        };
        return [group.id, item] as const;
      }),
    );
  },
);
