import type { Layer } from '../core/model/Layer.ts';
import type { TensorId } from '../core/model/Model.ts';
import { addRange, type CalibrationRanges } from './calibrationRanges.ts';
import type { Walk } from './GraphRunner.ts';
import type { Numerics } from './Numerics.ts';

/**
 * Fills `ranges` with the statistics of every layer's input over all batches; does nothing where they are known. They are
 * filled at the end alone, so that a run that stops half-way leaves none. Yields the multiply-accumulates of each node that ran.
 * @param open starts a walk over a batch, whose tensors `close` disposes
 */
export async function* gatherRanges(
  ranges: CalibrationRanges,
  numerics: Numerics,
  layers: readonly Layer[],
  batches: readonly { readonly first: number; readonly images: number }[],
  { open, close }: { readonly open: (first: number, images: number) => Walk; readonly close: () => void },
): AsyncGenerator<number, void, undefined> {
  if (ranges.size > 0) return;
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const gathered: CalibrationRanges = new Map();
  for (const { first, images } of batches) {
    const walk = open(first, images);
    const seen = new Set<TensorId>();
    for (let ran = walk.next(); ran; ran = walk.next()) {
      const layer = byNode.get(ran.node.id);
      if (layer && !seen.has(layer.inputTensor)) {
        seen.add(layer.inputTensor);
        await addRange(gathered, numerics, layer, ran);
      }
      yield (layer?.macs ?? 0) * images;
    }
    close();
  }
  for (const [tensor, known] of gathered) ranges.set(tensor, known);
}
