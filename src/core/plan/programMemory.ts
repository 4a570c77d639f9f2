import { activationSchedule } from '../cost/activationSchedule.ts';
import type { Group } from '../groups/Group.ts';
import type { Layer } from '../model/Layer.ts';
import type { Model } from '../model/Model.ts';
import type { ActivationMemory } from './Program.ts';

const floatBits = 32;

const made = new WeakMap<
  readonly Group[],
  { readonly model: Model; readonly layers: readonly Layer[]; readonly memory: ActivationMemory }
>();

/**
 * The model's schedule of activations in terms of groups: layers in none read at float32. Tensors of one name are told
 * apart by a number; steps whose tensors are all in memory at another step, too, are left out. Made once for the same groups.
 */
export function programMemory(
  model: Model,
  layers: readonly Layer[],
  groups: readonly Group[],
): ActivationMemory {
  const before = made.get(groups);
  if (before?.model === model && before.layers === layers) return before.memory;
  const memory = inGroups(model, layers, groups);
  made.set(groups, { model, layers, memory });
  return memory;
}

function inGroups(model: Model, layers: readonly Layer[], groups: readonly Group[]): ActivationMemory {
  const { tensors, steps } = activationSchedule(model, layers);
  const groupOf = new Map(groups.flatMap((group, g) => group.layers.map((name) => [name, g] as const)));
  const seen = new Set<string>();
  const unique = (name: string): string => {
    let [free, n] = [name, 1];
    while (seen.has(free)) free = `${name} (${++n})`;
    seen.add(free);
    return free;
  };
  const sets = steps.map(({ live }) => new Set(live));
  const kept = steps.filter(
    ({ live }, i) =>
      !sets.some(
        (other, j) =>
          j !== i &&
          (other.size > live.length || (other.size === live.length && j < i)) &&
          live.every((t) => other.has(t)),
      ),
  );
  const used = new Set(kept.flatMap(({ live }) => live));
  const order = tensors.flatMap((_, t) => (used.has(t) ? [t] : []));
  const at = new Map(order.map((t, i) => [t, i]));
  return {
    tensors: order.map((t) => {
      const { name, values, bits, layers: readers } = tensors[t]!;
      const known = readers.map((layer) => groupOf.get(layers[layer]!.name));
      return {
        name: unique(name),
        values,
        bits: known.includes(undefined) ? floatBits : bits,
        groups: [...new Set(known.filter((g) => g !== undefined))].sort((a, b) => a - b),
      };
    }),
    steps: kept.map(({ node, live }) => ({ node, live: live.map((t) => at.get(t)!) })),
  };
}
