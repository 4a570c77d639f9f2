import type { Group } from '../../core/groups/Group.ts';

export type InspectorSubject =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'group'; readonly group: Group; readonly layer: string }
  | { readonly kind: 'many'; readonly groups: readonly Group[]; readonly layers: readonly string[] };

/** What the inspector is about: one group (with one of its layers in front), several groups, or the whole model. */
export function inspectorSubject(
  selection: readonly string[],
  groupOf: ReadonlyMap<string, Group>,
): InspectorSubject {
  const layers = selection.filter((layer) => groupOf.has(layer));
  const groups = [...new Set(layers.map((layer) => groupOf.get(layer)!))];
  const [group] = groups;
  if (!group || layers[0] === undefined) return { kind: 'nothing' };
  return groups.length === 1 ? { kind: 'group', group, layer: layers[0] } : { kind: 'many', groups, layers };
}
