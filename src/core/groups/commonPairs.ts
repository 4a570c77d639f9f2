import type { Layer } from '../model/Layer.ts';
import type { Pair } from '../profile/Pair.ts';
import type { EdgeRule, Profile } from '../profile/Profile.ts';
import { pairsFor, samePair } from '../profile/pairsFor.ts';

export interface CommonPairs {
  readonly pairs: readonly Pair[];
  /** Why pairs are missing, one sentence each. */
  readonly limits: readonly string[];
}

export interface Edges {
  readonly first: ReadonlySet<string>;
  readonly last: ReadonlySet<string>;
}

const pinned = (pairs: readonly Pair[], rule: EdgeRule): readonly Pair[] => {
  const bits = rule === 'pin8' ? 8 : 16;
  return pairs.filter((pair) => pair.weightBits === bits && pair.activationBits === bits);
};

/** Pairs that all of these layers can run, ascending, after the profile's rules for a network's first and last layer. */
export function commonPairs(members: readonly Layer[], profile: Profile, edges: Edges): CommonPairs {
  const limits: string[] = [];
  const kinds = [...new Set(members.map((m) => m.kind))];
  const lists = kinds.map((kind) => pairsFor(profile, kind));
  const common = (lists[0] ?? []).filter((pair) =>
    lists.every((list) => list.some((p) => samePair(p, pair))),
  );
  let pairs: readonly Pair[] = common;
  if (lists.some((list) => list.length > common.length)) {
    limits.push(
      `Only pairs that ${kinds.map((k) => k.replace('_', ' ')).join(' and ')} layers have in common.`,
    );
  }
  for (const [edge, rule] of [
    ['first', profile.tensor_rules.first_layer ?? 'free'],
    ['last', profile.tensor_rules.last_layer ?? 'free'],
  ] as const) {
    if (rule === 'free') continue;
    const layer = members.find((m) => edges[edge].has(m.name));
    if (!layer) continue;
    const fixed = pinned(common, rule);
    const bits = rule === 'pin8' ? '8/8' : '16/16';
    if (fixed.length > 0) {
      pairs = pairs.filter((pair) => fixed.includes(pair));
      limits.push(`${profile.name} keeps a network's ${edge} layer (${layer.name}) at ${bits}.`);
    } else {
      limits.push(
        `${profile.name} asks for ${bits} in the ${edge} layer (${layer.name}), but lists no such pair.`,
      );
    }
  }
  return { pairs, limits };
}
