import type { Layer } from '../model/Layer.ts';
import type { Pair } from '../profile/Pair.ts';

/** Weights at their width and biases at 32 bits, bytes. */
export function sizeBytes(layer: Layer, pair: Pair): number {
  return (layer.parameters * pair.weightBits) / 8 + layer.biases * 4;
}
