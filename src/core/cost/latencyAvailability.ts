import type { Layer } from '../model/Layer.ts';
import type { Profile } from '../profile/Profile.ts';
import { pairsFor } from '../profile/pairsFor.ts';
import { kernelSpeed, memoryBandwidth } from './kernelSpeed.ts';
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

/** What the latency of a profile leaves out or assumes, sentences for people; empty without a latency model. */
export function latencyNotes(profile: Profile): readonly string[] {
  const model = profile.latency_model;
  if (model.kind === 'none') return [];
  const unset = ['op_overhead_s', 'inference_overhead_s'] as const;
  return [
    'Output activations are counted at the width of the layer’s own input, and conversions between widths are not charged.',
    ...(model.efficiency ? [] : ['Peak speed is taken as reached: real times are longer.']),
    ...unset
      .filter((name) => model[name]?.value == null)
      .map(
        (name) =>
          `${name === 'op_overhead_s' ? 'Overhead per layer' : 'Overhead per inference'} is not known and taken as 0.`,
      ),
    ...(model.note ? [model.note] : []),
  ];
}
