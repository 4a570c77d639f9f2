import { groupCosts } from '../cost/layerCosts.ts';
import type { Group } from '../groups/Group.ts';
import type { Layer } from '../model/Layer.ts';
import type { Model } from '../model/Model.ts';
import { type Pair, pairKey } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import type { AqsTable, Distance } from '../sensitivity/AqsTable.ts';
import { ProgramError } from './checkProgram.ts';
import { costOrder } from './exactTotals.ts';
import { studioUnits } from './formatCost.ts';
import { type Aggregate, groupAqs, layerAqs } from './groupAqs.ts';
import type { Budgets, CostName, Option, Program, ProgramGroup } from './Program.ts';
import { programMemory } from './programMemory.ts';

export interface ProgramInput {
  /** For peak activation memory; absent: the program has none. */
  readonly model?: Model;
  readonly groups: readonly Group[];
  /** All layers of the model: those in no group stay float and are paid for as fixed costs. */
  readonly layers: readonly Layer[];
  readonly aqs: AqsTable;
  readonly profile: Profile;
  readonly aggregate: Aggregate;
  readonly distance: Distance;
  readonly budgets: Budgets;
  /** Group id -> pair key. Pins of groups or pairs that no longer exist are ignored. */
  readonly pins: Readonly<Record<string, string>>;
}

/** Layers of the groups whose AQS is not (yet) measured at every pair of their group, in the distance asked for. */
export function missingAqs(
  groups: readonly Group[],
  aqs: AqsTable,
  distance: Distance = 'nmse',
): readonly string[] {
  return groups.flatMap((group) =>
    group.layers.filter((layer) => group.pairs.some((pair) => layerAqs(aqs, layer, pair, distance) === null)),
  );
}

const float32: Pair = { weightBits: 32, activationBits: 32, weightFloat: true, activationFloat: true };

/** What every plan pays: a constant per inference, and the layers that the profile leaves float. */
function fixedCosts(input: ProgramInput, costs: readonly CostName[]): Program['fixed'] {
  const grouped = new Set(input.groups.flatMap((group) => group.layers));
  const rest = groupCosts(
    input.layers.filter((layer) => !grouped.has(layer.name)),
    float32,
    input.profile,
  );
  const constant = (input.profile.latency_model.inference_overhead_s?.value ?? 0) * 1000;
  const fixed = costs.flatMap((cost) => {
    const value = (rest[cost] ?? 0) + (cost === 'latency' ? constant : 0);
    return value > 0 ? [[cost, value] as const] : [];
  });
  return fixed.length > 0 ? Object.fromEntries(fixed) : undefined;
}

/**
 * The selection problem: one option per group and pair, with group AQS and costs in `studioUnits`. A cost that the
 * profile cannot price for every option is left out everywhere, and its budget with it. Latency is a sum over groups:
 * conversions between widths are not in it (see `latencyNotes`). Throws a ProgramError with a sentence when a group
 * has no pair or an AQS is missing.
 */
export function buildProgram(input: ProgramInput): Program {
  const { model, groups, layers, aqs, profile, aggregate, distance, pins } = input;
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const built = groups.map((group): ProgramGroup => {
    if (group.pairs.length === 0) {
      throw new ProgramError(
        `Group "${group.id}" has no pair that all its layers can run on ${profile.name}; choose another profile or correct its kernels.`,
      );
    }
    const members = group.layers.map((name) => byName.get(name)!);
    const options = group.pairs.map((pair): Option => {
      const sensitivity = groupAqs(aqs, group, pair, distance, aggregate);
      if (sensitivity === null) {
        throw new ProgramError(
          `Group "${group.id}" is not measured at ${pairKey(pair)} yet; measure its layers first.`,
        );
      }
      return { ...pair, sensitivity, costs: groupCosts(members, pair, profile) };
    });
    const pin = group.pairs.findIndex((pair) => pairKey(pair) === pins[group.id]);
    return { id: group.id, layers: group.layers, options, ...(pin >= 0 ? { pin } : {}) };
  });

  const costs = costOrder.filter((cost) =>
    cost === 'memory'
      ? model !== undefined
      : built.every((g) => g.options.every((o) => o.costs[cost] !== undefined)),
  );
  const only = <T>(record: Readonly<Partial<Record<CostName, T>>>): Partial<Record<CostName, T>> =>
    Object.fromEntries(costs.flatMap((cost) => (record[cost] === undefined ? [] : [[cost, record[cost]]])));
  const fixed = fixedCosts(input, costs);
  return {
    groups: built.map((group) => ({
      ...group,
      options: group.options.map((option) => ({ ...option, costs: only(option.costs) })),
    })),
    budgets: only(input.budgets),
    units: only(studioUnits),
    ...(fixed ? { fixed } : {}),
    ...(model ? { memory: programMemory(model, layers, groups) } : {}),
  };
}
