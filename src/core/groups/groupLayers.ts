import type { Layer, LayerKind } from '../model/Layer.ts';
import type { Model } from '../model/Model.ts';
import type { Profile } from '../profile/Profile.ts';
import { pairsFor } from '../profile/pairsFor.ts';
import { commonPairs } from './commonPairs.ts';
import { edgeLayers } from './edgeLayers.ts';
import type { Assignment, Group, Reason } from './Group.ts';
import { groupBy } from './groupBy.ts';
import { ruleTies } from './ruleTies.ts';
import { UnionFind } from './UnionFind.ts';

/** Layer names joined by `+`; from four on the first and how many more. The first layer alone makes it unique. */
export function groupId(layers: readonly string[]): string {
  return layers.length < 4 ? layers.join('+') : `${layers[0]}+${layers.length - 1}`;
}

/** Merges what the user put together, label by label; a merge without a common pair is left undone and said. */
function userTies(
  units: UnionFind<string>,
  assignment: Assignment,
  layers: readonly Layer[],
  pairsOf: (names: readonly string[]) => number,
): { readonly reasons: readonly Reason[]; readonly refused: ReadonlyMap<string, string> } {
  const reasons: Reason[] = [];
  const refused = new Map<string, string>();
  const byLabel = groupBy(
    layers.filter((layer) => Object.hasOwn(assignment, layer.name)),
    (layer) => assignment[layer.name]!,
  );
  for (const members of byLabel.values()) {
    const names = members.map((m) => m.name);
    const all = [...new Set(names.flatMap((name) => units.members(name)))];
    if (all.length === units.members(names[0]!).length) continue;
    if (pairsOf(all) === 0) {
      refused.set(
        names[0]!,
        `Your merge of ${names.join(', ')} is not applied: this profile has no pair that all of them can run.`,
      );
      continue;
    }
    for (const name of names) units.join(names[0]!, name);
    reasons.push({ rule: 'user', layers: names, text: 'You put these layers together.' });
  }
  return { reasons, refused };
}

/**
 * The groups of a model on a profile, in the layers' order: union-find over shared inputs and weights, the profile's
 * rules, and the user's assignment. Rules win over edits. Layers of a kind the profile cannot run are left out (see
 * `unsupportedLayers`).
 */
export function groupLayers(
  model: Model,
  layers: readonly Layer[],
  profile: Profile,
  assignment: Assignment = {},
): readonly Group[] {
  const runnable = layers.filter((layer) => pairsFor(profile, layer.kind).length > 0);
  const byName = new Map(runnable.map((layer) => [layer.name, layer]));
  const edges = edgeLayers(model, layers);
  const pairsOf = (names: readonly string[]) =>
    commonPairs(
      names.map((name) => byName.get(name)!),
      profile,
      edges,
    );

  const units = new UnionFind(runnable.map((layer) => layer.name));
  const ties = ruleTies(model, runnable, profile);
  for (const tie of ties) for (const name of tie.layers) units.join(tie.layers[0]!, name);
  const user = userTies(units, assignment, runnable, (names) => pairsOf(names).pairs.length);
  const reasons = [...ties, ...user.reasons];

  return units.sets().map((names) => {
    const members = new Set(names);
    const { pairs, limits } = pairsOf(names);
    const kinds: readonly LayerKind[] = [...new Set(names.map((name) => byName.get(name)!.kind))];
    const said = [...limits, ...names.flatMap((name) => user.refused.get(name) ?? [])];
    return {
      id: groupId(names),
      layers: names,
      kinds,
      reasons: reasons.filter((reason) => members.has(reason.layers[0]!)),
      pairs,
      ...(said.length > 0 ? { limits: said } : {}),
    };
  });
}
