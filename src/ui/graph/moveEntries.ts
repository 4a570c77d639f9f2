import type { MoveResult } from '../../core/groups/checkMove.ts';
import type { Group } from '../../core/groups/Group.ts';

export interface MoveEntry {
  /** Null: out, into a group of its own. */
  readonly group: string | null;
  readonly text: string;
  readonly note: string;
  readonly allowed: boolean;
}

/**
 * The choices of the move menu: out first, then the other groups, nearest in the network first; those that a rule
 * forbids come with the rule, after all that are allowed among the nearest `most`.
 */
export function moveEntries(
  layers: readonly string[],
  groups: readonly Group[],
  check: (layers: readonly string[], group: string | null) => MoveResult,
  most = 40,
): MoveEntry[] {
  const home = groups.findIndex((group) => group.layers.includes(layers[0] ?? ''));
  const own = groups[home];
  const alone = layers.length === 1 && own?.layers.length === 1;
  const near = groups
    .map((group, index) => ({ group, distance: Math.abs(index - home) }))
    .filter(({ group }) => !layers.every((layer) => group.layers.includes(layer)))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ group }): MoveEntry => {
      const result = check(layers, group.id);
      const others = group.layers.length > 1 ? ` + ${group.layers.length - 1} more` : '';
      return {
        group: group.id,
        text: `Join ${group.layers[0]}${others}`,
        note: result.ok ? '' : result.text,
        allowed: result.ok,
      };
    });
  const out = check(layers, null);
  const first: MoveEntry = alone
    ? { group: null, text: 'Own group', note: 'It is a group of its own already.', allowed: false }
    : { group: null, text: 'Own group', note: out.ok ? '' : out.text, allowed: out.ok };
  return [first, ...near.filter((entry) => entry.allowed), ...near.filter((entry) => !entry.allowed)];
}
