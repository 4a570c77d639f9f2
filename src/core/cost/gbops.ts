import type { Layer } from '../model/Layer.ts';
import type { Pair } from '../profile/Pair.ts';

/** Bit operations of one image, MACs * w * a, in units of 1e9. */
export function gbops(layer: Layer, pair: Pair): number {
  return (layer.macs * pair.weightBits * pair.activationBits) / 1e9;
}
