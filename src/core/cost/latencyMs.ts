import type { Layer } from '../model/Layer.ts';
import type { Pair } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { kernelSpeed, memoryBandwidth } from './kernelSpeed.ts';
import { measuredLatency } from './measuredLatency.ts';
import { sizeBytes } from './sizeBytes.ts';

const product = (shape: readonly number[]): number => shape.reduce((total, n) => total * n, 1);

/** Share of the multipliers in use when channels are padded up to the hardware's multiple. */
function utilization(profile: Profile, layer: Layer): number {
  const align = profile.latency_model.channel_align;
  const share = (channels: number, multiple: number | null | undefined): number =>
    multiple ? channels / (Math.ceil(channels / multiple) * multiple) : 1;
  const inputs = share(layer.inputShape.at(-1) ?? 1, align?.in?.value);
  const outputs = share(layer.outputChannels, align?.out?.value);
  return layer.kind === 'depthwise_conv' ? outputs : inputs * outputs;
}

/**
 * Time of one layer at one pair, ms per image: a measured row when the profile has one, else the roofline
 * max (or sum) of MACs / (peak * efficiency * utilization) and bytes / bandwidth, plus an overhead per op. Output
 * activations are counted at the layer's own input width; converting a tensor between widths is a matter of two layers
 * and stands in `planConversions`. Null when the profile lacks a fact it needs: `latencyAvailability` says which.
 */
export function latencyMs(layer: Layer, pair: Pair, profile: Profile): number | null {
  const model = profile.latency_model;
  if (model.kind === 'none') return null;
  const measured = measuredLatency(profile, layer, pair);
  if (measured !== null) return measured;
  const speed = kernelSpeed(profile, layer.kind, pair);
  const bandwidth = memoryBandwidth(profile);
  if ('missing' in speed || 'missing' in bandwidth) return null;
  const efficiency = model.efficiency?.[layer.kind]?.value ?? model.efficiency?.default?.value ?? 1;
  const computeS = layer.macs / (speed.value * efficiency * utilization(profile, layer));
  const activations = product(layer.inputShape) + product(layer.outputShape);
  const bytes = sizeBytes(layer, pair) + (activations * pair.activationBits) / 8;
  const memoryS = bytes / bandwidth.value;
  const busyS = model.overlap === 'max' ? Math.max(computeS, memoryS) : computeS + memoryS;
  return (busyS + (model.op_overhead_s?.value ?? 0)) * 1000;
}
