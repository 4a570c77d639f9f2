import type { Group } from '../../core/groups/Group.ts';
import { groupLayers } from '../../core/groups/groupLayers.ts';
import { createSelector } from './createSelector.ts';
import { selectLayers } from './selectLayers.ts';
import { selectProfile } from './selectProfile.ts';

const none: readonly Group[] = [];

/** Groups under the profile's rules and the user's edits, in the order of their first layer. */
export const selectGroups = createSelector(
  [(state) => state.model, selectLayers, selectProfile, (state) => state.decisions.assignment],
  (model, layers, profile, assignment): readonly Group[] =>
    model && profile ? groupLayers(model.model, layers, profile, assignment) : none,
);

export const selectGroupById = createSelector(
  [selectGroups],
  (groups): ReadonlyMap<string, Group> => new Map(groups.map((group) => [group.id, group])),
);

/** Layer name -> its group. Layers that the profile cannot run are in none. */
export const selectGroupOfLayer = createSelector(
  [selectGroups],
  (groups): ReadonlyMap<string, Group> =>
    new Map(groups.flatMap((group) => group.layers.map((layer) => [layer, group] as const))),
);
