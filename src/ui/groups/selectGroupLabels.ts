import { createSelector } from '../../store/selectors/createSelector.ts';
import { selectGroups } from '../../store/selectors/selectGroups.ts';
import { tellingNames } from '../format/tellingNames.ts';

/** Group id -> the shortest name that tells the group from the others: that of its first layer. */
export const selectGroupLabels = createSelector([selectGroups], (groups): ReadonlyMap<string, string> => {
  const labels = tellingNames(groups.map((group) => group.layers[0] ?? group.id));
  return new Map(groups.map(({ id }, order) => [id, labels[order] ?? id]));
});
