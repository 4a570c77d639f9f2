import type { Layer } from '../core/model/Layer.ts';
import type { LayerMeasurement, MeasureRequest } from '../core/ports.ts';
import { pairKey } from '../core/profile/Pair.ts';
import { activationParams } from '../core/quantize/activationParams.ts';
import { correctedBias } from '../core/quantize/correctedBias.ts';
import { type Batch, batchesFrom } from './batchesFrom.ts';
import { meansOf } from './calibrationRanges.ts';
import type { RanNode } from './GraphRunner.ts';
import { type LayerInput, LayerInputs } from './LayerInputs.ts';
import { layerRuns, measureLayer } from './measureLayer.ts';
import { type LayerDone, type MeasureContext, type MeasureRun, measuringRun } from './measuringRun.ts';
import { modelLayers, passMacs } from './modelLayers.ts';
import { OpenPasses } from './OpenPasses.ts';
import { largestBatch, measureSize, planBatches } from './planMeasure.ts';
import type { Work } from './shortStep.ts';
import { weightGrids } from './weightGrids.ts';

/** What is done with a layer that has just run on a batch. */
type Visit = (layer: Layer, ran: RanNode, batch: Batch) => AsyncGenerator<number, LayerDone>;

/**
 * Prepares a measurement. With all images in one batch a single pass does everything: each layer is measured the moment its
 * input exists. Otherwise a first pass over the batches gathers the ranges, and a second measures. Throws where the data do
 * not fit the model.
 */
export function measureRun(context: MeasureContext, request: MeasureRequest): MeasureRun {
  const { model, weights, runner, numerics, dataset } = context;
  const { operands, quantizer } = request;
  const { shapes, layers } = modelLayers(model, dataset.shape, Object.keys(request.pairs));
  const wanted = layers.filter((layer) => (request.pairs[layer.name]?.length ?? 0) > 0);
  const byNode = new Map(wanted.map((layer) => [layer.node, layer]));
  const plan = planBatches(
    measureSize(model, shapes, wanted, request.pairs),
    dataset.count,
    context.limits,
    Math.min(request.batchSize ?? dataset.count, largestBatch(model, dataset.shape, dataset.count)),
  );
  const doneOf = (layer: Layer): number => request.done?.[layer.name] ?? 0;
  const done = wanted.map(doneOf);
  const twoPasses = plan.batches > 1 || done.some((images) => images > 0);
  const ranged = twoPasses ? batchesFrom(0, dataset.count, plan.batchSize) : [];
  const measured = batchesFrom(Math.min(dataset.count, ...done), dataset.count, plan.batchSize, done);
  const passes = new OpenPasses(model, runner);
  const inputs = new LayerInputs(numerics, {
    endsOnly: !twoPasses && quantizer.activations.range === 'min-max',
    channels: quantizer.biasCorrection === true,
  });
  const gridsOf = weightGrids(weights, quantizer.weights);

  /** By width of the filter; null: the layer's own. */
  const biasesOf = (layer: Layer, { node }: RanNode, { channels }: LayerInput) => {
    const means = channels && meansOf(channels);
    const made = new Map<number, Float32Array | null>();
    return (bits: number): Float32Array | null => {
      const known = made.get(bits);
      if (known !== undefined || !means) return known ?? null;
      const bias = correctedBias(node, weights, gridsOf(layer, node.op, bits), means);
      made.set(bits, bias);
      return bias;
    };
  };

  async function* measure(
    layer: Layer,
    ran: RanNode,
    { first, images }: Batch,
  ): AsyncGenerator<number, LayerMeasurement> {
    const { node } = ran;
    const [x, filter] = ran.inputs;
    const output = ran.outputs[0]!;
    const input = twoPasses ? inputs.of(layer) : await inputs.add(layer, x!);
    const pairs = request.pairs[layer.name]!;
    const job = {
      layer,
      node,
      pairs,
      operands,
      weightGrids: (bits: number) => gridsOf(layer, node.op, bits),
      inputGrid: (bits: number) => activationParams(input.grid, bits, quantizer.activations),
      bias: biasesOf(layer, ran, input),
    };
    try {
      const values = yield* measureLayer(runner, numerics, job, x!, filter!, output);
      return {
        layer: layer.name,
        first,
        images,
        pairs: pairs.map(pairKey),
        values,
        elements: output.size / images,
        inputHistogram: await input.histogram,
      };
    } finally {
      await input.histogram.catch(() => undefined);
    }
  }

  const range: Visit = async function* (layer, ran, { images }) {
    await inputs.add(layer, ran.inputs[0]!);
    yield layer.macs * images;
    return {};
  };

  const measureRest: Visit = async function* (layer, ran, batch) {
    if (doneOf(layer) > batch.first) return {};
    yield layer.macs * batch.images;
    return { measurement: yield* measure(layer, ran, batch) };
  };

  /** Visits every wanted layer on one batch; ends with the last of them. */
  async function* pass(batch: Batch, visit: Visit): Work<LayerDone> {
    const walk = passes.start(passes.input(dataset, batch.first, batch.images));
    inputs.nextBatch();
    for (let left = wanted.length; left > 0; ) {
      const ran = walk.next();
      // Some wanted layer does not lead to an output.
      if (!ran) break;
      const layer = byNode.get(ran.node.id);
      if (layer) {
        left--;
        yield yield* visit(layer, ran, batch);
      } else yield 0;
    }
    passes.close();
  }

  async function* allBatches(): Work<LayerDone> {
    for (const batch of ranged) yield* pass(batch, range);
    for (const batch of measured) yield* pass(batch, measureRest);
  }

  const work = wanted.reduce((n, layer) => {
    const rest = Math.max(0, dataset.count - doneOf(layer));
    const runs = layerRuns(request.pairs[layer.name]!, operands);
    return n + layer.macs * ((twoPasses ? dataset.count : 0) + runs * rest);
  }, 0);
  const steps = wanted.length * (ranged.length + measured.length);
  const macs = { work, pass: passMacs(layers) * dataset.count };
  return measuringRun({ ...plan, steps, batches: measured.length }, macs, allBatches(), context.now, () =>
    passes.close(),
  );
}
