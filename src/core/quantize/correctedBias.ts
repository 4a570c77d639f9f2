import type { ModelNode, Weights } from '../model/Model.ts';
import { biasCorrection } from './biasCorrection.ts';
import { fakeQuantizeChannels } from './fakeQuantize.ts';
import { filterAxes } from './filterAxes.ts';
import type { QuantParams } from './quantParams.ts';
import { weightChannels } from './weightChannels.ts';

/**
 * The bias of a layer whose filter is quantized to `grids`, corrected for the mean error which that brings; a layer without a
 * bias gets one. Null where the network computes the bias itself, which then stays.
 * @param means of each input channel over the calibration data
 */
export function correctedBias(
  node: ModelNode,
  weights: Weights,
  grids: readonly QuantParams[],
  means: ArrayLike<number>,
): Float32Array | null {
  const [, filterId, biasId] = node.inputs;
  const filter = filterId === undefined ? undefined : weights.get(filterId);
  const own = biasId === undefined ? undefined : weights.get(biasId);
  if (!filter || (biasId !== undefined && !own)) return null;
  const values = filter.values as Float32Array;
  const quantized = fakeQuantizeChannels(values, grids, weightChannels(node.op, filter.shape));
  const correction = biasCorrection(values, quantized, filterAxes(node, filter.shape), means);
  return Float32Array.from(correction, (added, o) => (own?.values[o] ?? 0) + added);
}
