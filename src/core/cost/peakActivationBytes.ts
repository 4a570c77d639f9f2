import type { Layer } from '../model/Layer.ts';
import type { Model, TensorId } from '../model/Model.ts';
import type { Pair } from '../profile/Pair.ts';
import { activationSchedule } from './activationSchedule.ts';

export interface PeakTensor {
  readonly id: TensorId;
  readonly name: string;
  readonly bits: number;
  readonly bytes: number;
}

export interface ActivationPeak {
  readonly bytes: number;
  /** Name of the (first) node at which the most is live. */
  readonly node: string;
  /** What is live there, largest first. */
  readonly tensors: readonly PeakTensor[];
}

/**
 * The largest sum of live activations of one image over the model's topological order, in bytes, when each layer's input
 * has the activation width of its pair (null: float32). A tensor that several nodes read has the widest width asked for;
 * network outputs are float32.
 */
export function peakActivationBytes(
  model: Model,
  layers: readonly Layer[],
  pairOf: (layer: Layer) => Pair | null,
): ActivationPeak {
  const { tensors, steps } = activationSchedule(model, layers);
  const layerBits = layers.map((layer) => pairOf(layer)?.activationBits ?? 32);
  const bits = tensors.map((tensor) =>
    tensor.layers.reduce((widest, layer) => Math.max(widest, layerBits[layer]!), tensor.bits),
  );
  let most = 0;
  let peak: (typeof steps)[number] | null = null;
  for (const step of steps) {
    const total = step.live.reduce((sum, t) => sum + tensors[t]!.values * bits[t]!, 0);
    if (total > most) [most, peak] = [total, step];
  }
  const live = (peak?.live ?? []).map((t): PeakTensor => {
    const { id, name, values } = tensors[t]!;
    return { id, name, bits: bits[t]!, bytes: (values * bits[t]!) / 8 };
  });
  return { bytes: most / 8, node: peak?.node ?? '', tensors: live.toSorted((a, b) => b.bytes - a.bytes) };
}
