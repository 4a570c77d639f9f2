import type { Layer } from '../model/Layer.ts';
import { pairKey } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { pairsFor } from '../profile/pairsFor.ts';
import { kernelSpeed, memoryBandwidth } from './kernelSpeed.ts';
import { coverageSentences, latencyCoverage } from './latencyCoverage.ts';
import { latencyMs } from './latencyMs.ts';

/** Whether latency can be computed at all, and if not, why: one sentence naming the missing fact. */
export type LatencyAvailability =
  | { readonly available: true }
  | { readonly available: false; readonly reason: string };

/**
 * Checks every pair of every kind of layer of the network (all kinds the profile runs when `layers` is absent):
 * latency is one budget for all groups, so one missing fact disables it.
 */
export function latencyAvailability(profile: Profile, layers?: readonly Layer[]): LatencyAvailability {
  if (profile.latency_model.kind === 'none') {
    const why = profile.latency_model.note ?? `${profile.name} has no latency model.`;
    return { available: false, reason: why };
  }
  const no = (reason: string): LatencyAvailability => ({ available: false, reason });
  if (layers) {
    for (const layer of layers) {
      const pair = pairsFor(profile, layer.kind).find((p) => latencyMs(layer, p, profile) === null);
      if (!pair) continue;
      const speed = kernelSpeed(profile, layer.kind, pair);
      const bandwidth = memoryBandwidth(profile);
      if (profile.latency_model.table?.length)
        return no(
          `The measured table has no time of ${layer.name} at ${pairKey(pair)}, and the profile lacks the speeds to predict it: measure every layer at every pair.`,
        );
      if ('missing' in speed) return no(speed.missing);
      if ('missing' in bandwidth) return no(bandwidth.missing);
    }
    return { available: true };
  }
  for (const kind of ['conv', 'depthwise_conv', 'transpose_conv', 'dense', 'matmul'] as const) {
    for (const pair of pairsFor(profile, kind)) {
      const speed = kernelSpeed(profile, kind, pair);
      if ('missing' in speed) return no(speed.missing);
    }
  }
  const bandwidth = memoryBandwidth(profile);
  return 'missing' in bandwidth ? no(bandwidth.missing) : { available: true };
}

const changesOfWidth = {
  free: 'Changes of width between layers cost nothing on this hardware.',
  op: 'Changes of width between layers are in the totals exactly, but not in the budget that is solved for: the plan is checked afterwards.',
  unsupported:
    'This hardware cannot change the width between two layers; a plan that does is not priced for it.',
  unknown: 'What a change of width between layers costs is not known and taken as 0.',
} as const;

/**
 * What the latency of a profile leaves out or assumes, sentences for people, what weighs most first; empty without a
 * latency model. With `layers`, how many of them a measured table covers.
 */
export function latencyNotes(profile: Profile, layers?: readonly Layer[]): readonly string[] {
  const model = profile.latency_model;
  if (model.kind === 'none') return [];
  const coverage = model.table?.length && layers?.length ? latencyCoverage(profile, layers) : null;
  const complete = coverage !== null && coverage.measured.length === layers?.length;
  const unset = [...(complete ? [] : ['op_overhead_s' as const]), 'inference_overhead_s' as const];
  return [
    ...(coverage ? coverageSentences(coverage) : []),
    ...(model.efficiency || complete ? [] : ['Peak speed is taken as reached: real times are longer.']),
    ...unset
      .filter((name) => model[name]?.value == null)
      .map(
        (name) =>
          `${name === 'op_overhead_s' ? 'Overhead per layer' : 'Overhead per inference'} is not known and taken as 0.`,
      ),
    ...(model.note && !complete ? [model.note] : []),
    ...(complete ? [] : ['Output activations are counted at the width of the layer’s own input.']),
    changesOfWidth[profile.graph_rules.requantize_between_widths ?? 'unknown'],
  ];
}
