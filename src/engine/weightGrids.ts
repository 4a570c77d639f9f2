import type { Layer } from '../core/model/Layer.ts';
import type { OpName, Weights } from '../core/model/Model.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { QuantParams } from '../core/quantize/quantParams.ts';
import { weightChannels } from '../core/quantize/weightChannels.ts';
import { weightParams } from '../core/quantize/weightParams.ts';

/** Grids of layers' filters by width, each made when it is first asked for and kept. */
export function weightGrids(
  weights: Weights,
  settings: QuantizerSettings['weights'],
): (layer: Layer, op: OpName, bits: number) => readonly QuantParams[] {
  const kept = new Map<string, readonly QuantParams[]>();
  return (layer, op, bits) => {
    const key = `${layer.weightTensor}:${bits}`;
    const known = kept.get(key);
    if (known) return known;
    const { values, shape } = weights.get(layer.weightTensor)!;
    const layout = weightChannels(op, shape);
    const made = weightParams(values as Float32Array, layout, bits, settings);
    kept.set(key, made);
    return made;
  };
}
