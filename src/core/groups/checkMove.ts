import type { Layer } from '../model/Layer.ts';
import type { Model } from '../model/Model.ts';
import type { Profile } from '../profile/Profile.ts';
import { pairsFor } from '../profile/pairsFor.ts';
import { commonPairs } from './commonPairs.ts';
import { edgeLayers } from './edgeLayers.ts';
import type { Assignment, Group, Reason } from './Group.ts';
import { groupLayers } from './groupLayers.ts';

export interface MoveInput {
  readonly model: Model;
  readonly layers: readonly Layer[];
  readonly profile: Profile;
  readonly assignment: Assignment;
}

export type MoveResult =
  | { readonly ok: true; readonly assignment: Assignment; readonly text: string }
  | {
      readonly ok: false;
      readonly rule: Reason['rule'] | 'no-common-pair' | 'unknown-layer';
      /** Name of the tensor that ties; absent for rules without one. */
      readonly tensor?: string;
      readonly text: string;
    };

/** Rule names as the page shows them. */
export const ruleTitle: Readonly<Record<Reason['rule'], string>> = {
  'shared-input': 'shared input',
  'shared-weights': 'shared weights',
  'join-same-bits': 'join at one width',
  'fused-chain': 'fused kernel',
  user: 'your edit',
};

const refuse = (rule: 'no-common-pair' | 'unknown-layer', text: string): MoveResult => ({
  ok: false,
  rule,
  text,
});

/** The tie that a move would break: one of `moved` is bound by a rule to a layer that neither moves nor is at the target. */
function brokenTie(
  units: readonly Group[],
  moved: ReadonlySet<string>,
  staying: ReadonlySet<string>,
): MoveResult | null {
  for (const unit of units) {
    const leaving = unit.layers.filter((name) => moved.has(name));
    const left = unit.layers.filter((name) => !moved.has(name) && !staying.has(name));
    if (leaving.length === 0 || left.length === 0) continue;
    const tie =
      unit.reasons.find(
        (r) => r.layers.some((n) => moved.has(n)) && r.layers.some((n) => left.includes(n)),
      ) ?? unit.reasons[0]!;
    const partner = tie.layers.find((n) => left.includes(n)) ?? left[0]!;
    const others = left.length > 1 ? ` and ${left.length - 1} more` : '';
    const at = tie.tensor === undefined ? '' : ` at tensor "${tie.tensor}"`;
    return {
      ok: false,
      rule: tie.rule,
      ...(tie.tensor === undefined ? {} : { tensor: tie.tensor }),
      text: `${leaving[0]} cannot leave ${partner}${others}: rule "${ruleTitle[tie.rule]}"${at}. ${tie.text} Move them together.`,
    };
  }
  return null;
}

/** Drops labels that no longer hold two rule groups together. */
function tidy(assignment: Assignment, units: readonly Group[]): Assignment {
  const unitOf = new Map(units.flatMap((unit) => unit.layers.map((name) => [name, unit.id] as const)));
  const holds = new Map<string, Set<string>>();
  for (const [name, label] of Object.entries(assignment)) {
    const unit = unitOf.get(name);
    if (unit !== undefined) holds.set(label, (holds.get(label) ?? new Set()).add(unit));
  }
  return Object.fromEntries(
    Object.entries(assignment).filter(([, label]) => (holds.get(label)?.size ?? 0) > 1),
  );
}

function freshLabel(wanted: string, assignment: Assignment): string {
  const taken = new Set(Object.values(assignment));
  let label = wanted;
  for (let i = 2; taken.has(label); i++) label = `${wanted} (${i})`;
  return label;
}

/**
 * May these layers (names) go into the group `target` (its id), or each out into its own rule group (null)?
 * Legal: the new assignment. Illegal: the rule and the tensor that tie, as a sentence.
 */
export function checkMove(input: MoveInput, moved: readonly string[], target: string | null): MoveResult {
  return moveChecker(input, moved)(target);
}

/** `checkMove` for many targets: the groups are found once, as a drag over a whole network needs. */
export function moveChecker(
  input: MoveInput,
  moved: readonly string[],
): (target: string | null) => MoveResult {
  const { model, layers, profile, assignment } = input;
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  for (const name of moved) {
    const layer = byName.get(name);
    if (!layer) {
      return () => refuse('unknown-layer', `There is no layer "${name}" in this model.`);
    }
    if (pairsFor(profile, layer.kind).length === 0) {
      const kind = layer.kind.replace('_', ' ');
      return () =>
        refuse('no-common-pair', `${name} stays float: ${profile.name} cannot quantize ${kind} layers.`);
    }
  }
  const groups = groupLayers(model, layers, profile, assignment);
  const units = groupLayers(model, layers, profile);
  const edges = edgeLayers(model, layers);
  const movedSet = new Set(moved);
  const kept = Object.fromEntries(Object.entries(assignment).filter(([name]) => !movedSet.has(name)));

  return (target) => {
    const goal = target === null ? null : groups.find((group) => group.id === target);
    if (goal === undefined) {
      return refuse('unknown-layer', `There is no group "${target}"; it may have changed meanwhile.`);
    }
    const broken = brokenTie(units, movedSet, new Set(goal?.layers ?? []));
    if (broken) return broken;
    if (!goal) {
      const text = `${moved.join(', ')} ${moved.length === 1 ? 'is' : 'are'} back in the automatic group.`;
      return { ok: true, assignment: tidy(kept, units), text };
    }
    const together = layers.filter((layer) => movedSet.has(layer.name) || goal.layers.includes(layer.name));
    if (commonPairs(together, profile, edges).pairs.length === 0) {
      const kinds = [...new Set(together.map((layer) => layer.kind.replace('_', ' ')))].join(' and ');
      return refuse(
        'no-common-pair',
        `${moved[0]} cannot join ${goal.id}: ${profile.name} has no pair that all of them can run (${kinds} layers, rules for first and last layer included).`,
      );
    }
    const old = goal.layers.map((name) => assignment[name]).find((label) => label !== undefined);
    const label = old ?? freshLabel(goal.id, kept);
    const next = { ...kept, ...Object.fromEntries(together.map((layer) => [layer.name, label])) };
    return { ok: true, assignment: tidy(next, units), text: `${moved.join(', ')} joined ${goal.id}.` };
  };
}
