import type { LayerKind } from '../model/Layer.ts';
import type { Profile } from './Profile.ts';
import { pairsFor } from './pairsFor.ts';

/** Layers the profile has no kernel for: they stay float and belong to no group. One sentence each. */
export function unsupportedLayers<L extends { readonly name: string; readonly kind: LayerKind }>(
  profile: Profile,
  layers: readonly L[],
): readonly { readonly layer: L; readonly text: string }[] {
  return layers
    .filter((layer) => pairsFor(profile, layer.kind).length === 0)
    .map((layer) => ({
      layer,
      text: `${layer.name} stays float: ${profile.name} lists no kernel for ${layer.kind.replace('_', ' ')} layers.`,
    }));
}
