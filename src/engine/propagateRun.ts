import { random } from '../core/calibration/random.ts';
import type { Layer } from '../core/model/Layer.ts';
import type { ModelNode, TensorId } from '../core/model/Model.ts';
import type { LayerMeasurement, MeasureRequest } from '../core/ports.ts';
import { pairKey } from '../core/profile/Pair.ts';
import { widthsOf } from '../core/quantize/Widths.ts';
import { outputHeads } from '../core/verify/OutputHead.ts';
import { batchesFrom } from './batchesFrom.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import { gatherRanges } from './gatherRanges.ts';
import { type KeptNode, keepPass } from './keepPass.ts';
import { layerDamage } from './layerDamage.ts';
import { type LayerDone, type MeasureContext, type MeasureRun, measuringRun } from './measuringRun.ts';
import { modelLayers, passMacs } from './modelLayers.ts';
import { OpenPasses } from './OpenPasses.ts';
import { largestBatch, measureSize, planBatches } from './planMeasure.ts';
import { probeOutputs } from './probeOutputs.ts';
import { quantizedLayers } from './quantizedLayers.ts';
import type { Work } from './shortStep.ts';
import { WayBack } from './WayBack.ts';

/** Images at once, at most: all activations of a batch are kept until the way back. */
const mostImages = 16;

/**
 * Measures AQS together with how far each error reaches the network's output. Per batch: forward once, keeping every
 * activation; then back from a few directions of the output (`outputProbes`), node by node. Where the way back passes a
 * layer, its output is compared at every pair with the float one, as local AQS is, and the difference is multiplied with the
 * gradients that have just arrived: sum over directions of (g . error)^2 is the damage to second order. One forward and one
 * way back price every pair of every layer. Throws a NoDerivativeError where some op has no derivative.
 */
export function propagateRun(
  context: MeasureContext & { readonly ranges: CalibrationRanges },
  request: MeasureRequest & { readonly probes: number },
): MeasureRun {
  const { model, weights, runner, numerics, dataset, ranges } = context;
  const { shapes, layers } = modelLayers(model, dataset.shape, Object.keys(request.pairs));
  const pairsOf = (layer: Layer) => request.pairs[layer.name] ?? [];
  const wanted = layers.filter((layer) => pairsOf(layer).length > 0);
  const bytes = (id: TensorId): number => shapes.shape(id).reduce((n, d) => n * d, 4);
  const activations = model.tensors.reduce((n, t) => n + (t.constant ? 0 : bytes(t.id)), 0);
  const size = measureSize(model, shapes, wanted, request.pairs);
  const plan = planBatches(
    { ...size, imageBytes: activations + (2 * request.probes + 3) * size.tensorBytes },
    dataset.count,
    context.limits,
    Math.min(request.batchSize ?? mostImages, mostImages, largestBatch(model, dataset.shape, dataset.count)),
  );
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const passes = new OpenPasses(model, runner);
  const wayBack = new WayBack(runner, model.nodes, new Set(wanted.map((layer) => layer.node)));
  const quantized = quantizedLayers(runner, numerics, layers, weights, ranges, request.quantizer);
  const { probes } = request;
  const probing = { model, heads: outputHeads(model, shapes), probes, next: random(1) };

  async function* measure(
    layer: Layer,
    { node, inputs, outputs }: KeptNode,
    first: number,
    images: number,
  ): AsyncGenerator<number, LayerMeasurement> {
    const pairs = pairsOf(layer);
    const [x, filter] = inputs;
    const reference = outputs[0]!;
    const { values, damage } = yield* layerDamage(numerics, {
      macs: layer.macs,
      pairs,
      reference,
      images,
      gradients: wayBack.at(node.outputs[0]!),
      outputAt: (pair) =>
        quantized.override({ [layer.name]: widthsOf(pair, request.operands) })(node, x!, filter!),
    });
    const { min, max, counts } = ranges.get(layer.inputTensor)!;
    return {
      layer: layer.name,
      first,
      images,
      pairs: pairs.map(pairKey),
      values,
      damage,
      elements: reference.size / images,
      inputHistogram: { min, max, counts },
    };
  }

  async function* work(): Work<LayerDone> {
    yield* gatherRanges({ ranges, numerics, passes, dataset }, layers, plan.batchSize);
    for (const { first, images } of batchesFrom(0, dataset.count, plan.batchSize)) {
      const macsOf = (node: ModelNode) => (byNode.get(node.id)?.macs ?? 0) * images;
      const x = passes.input(dataset, first, images);
      const { walk, nodes, tensors } = yield* keepPass(model, runner, passes, x, macsOf);
      await probeOutputs(probing, tensors, images, wayBack);
      for (const kept of nodes.toReversed()) {
        const layer = byNode.get(kept.node.id);
        if (layer && pairsOf(layer).length > 0)
          yield { measurement: yield* measure(layer, kept, first, images) };
        wayBack.pass(walk.shapes, kept);
        yield macsOf(kept.node) * probes;
      }
      wayBack.close();
      passes.close();
    }
  }

  const gather = ranges.size > 0 ? 0 : 1;
  const each = layers.reduce((n, layer) => n + layer.macs * (gather + 1 + probes + pairsOf(layer).length), 0);
  return measuringRun(
    { steps: wanted.length * plan.batches, ...plan },
    { work: each * dataset.count, pass: passMacs(layers) * dataset.count },
    work(),
    context.now,
    () => {
      wayBack.close();
      passes.close();
      quantized.dispose();
    },
  );
}
