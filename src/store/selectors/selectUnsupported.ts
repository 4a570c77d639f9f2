import { unsupportedLayers } from '../../core/profile/unsupportedLayers.ts';
import { createSelector } from './createSelector.ts';
import { selectLayers } from './selectLayers.ts';
import { selectProfile } from './selectProfile.ts';

/** Layer name -> why it stays float on this profile. */
export const selectUnsupported = createSelector(
  [selectLayers, selectProfile],
  (layers, profile): ReadonlyMap<string, string> =>
    new Map(profile ? unsupportedLayers(profile, layers).map(({ layer, text }) => [layer.name, text]) : []),
);
