import type { Dataset } from '../core/calibration/Dataset.ts';
import type { Layer } from '../core/model/Layer.ts';
import type { TensorId } from '../core/model/Model.ts';
import { batchesFrom } from './batchesFrom.ts';
import { addRange, type CalibrationRanges } from './calibrationRanges.ts';
import type { Numerics } from './Numerics.ts';
import type { OpenPasses } from './OpenPasses.ts';

interface RangeContext {
  readonly ranges: CalibrationRanges;
  readonly numerics: Numerics;
  readonly passes: OpenPasses;
  readonly dataset: Dataset;
}

/**
 * Fills `ranges` with the statistics of every layer's input over all images; does nothing where they are known. They are
 * filled at the end alone, so that a run that stops half-way leaves none. Yields the multiply-accumulates of each node that ran.
 */
export async function* gatherRanges(
  { ranges, numerics, passes, dataset }: RangeContext,
  layers: readonly Layer[],
  batchSize: number,
): AsyncGenerator<number, void, undefined> {
  if (ranges.size > 0) return;
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const gathered: CalibrationRanges = new Map();
  for (const { first, images } of batchesFrom(0, dataset.count, batchSize)) {
    const walk = passes.start(passes.input(dataset, first, images));
    const seen = new Set<TensorId>();
    for (let ran = walk.next(); ran; ran = walk.next()) {
      const layer = byNode.get(ran.node.id);
      if (layer && !seen.has(layer.inputTensor)) {
        seen.add(layer.inputTensor);
        await addRange(gathered, numerics, layer, ran);
      }
      yield (layer?.macs ?? 0) * images;
    }
    passes.close();
  }
  for (const [tensor, known] of gathered) ranges.set(tensor, known);
}
