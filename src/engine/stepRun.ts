import type { Tensor } from '@tensorflow/tfjs-core';
import type { Layer } from '../core/model/Layer.ts';
import type { LayerMeasurement, MeasureRequest } from '../core/ports.ts';
import { type Pair, pairKey } from '../core/profile/Pair.ts';
import { widthsOf } from '../core/quantize/Widths.ts';
import { sumsPerImage } from '../core/sensitivity/errorSums.ts';
import { type PairStep, stepKey } from '../core/sensitivity/stepKey.ts';
import { batchesFrom } from './batchesFrom.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import type { RanNode } from './GraphRunner.ts';
import { gatherRanges } from './gatherRanges.ts';
import { type LayerDone, type MeasureContext, type MeasureRun, measuringRun } from './measuringRun.ts';
import { modelLayers, passMacs } from './modelLayers.ts';
import { OpenPasses } from './OpenPasses.ts';
import { largestBatch, measureSize, planBatches } from './planMeasure.ts';
import { quantizedLayers } from './quantizedLayers.ts';
import type { Work } from './shortStep.ts';

/**
 * Measures step AQS (METHOD section 3, claim 9): the layer's output at the narrower pair against its output at the wider one,
 * on the same float input. Each distinct wider pair runs once and is the reference of all steps from it. Where ranges are not
 * known yet a pass over the batches gathers them. Measurements carry step keys in place of pair keys; a step that changes no
 * operand that is quantized is exactly 0. Throws where the data do not fit the model or a layer is not there.
 */
export function stepRun(
  context: MeasureContext & { readonly ranges: CalibrationRanges },
  request: MeasureRequest & { readonly steps: NonNullable<MeasureRequest['steps']> },
): MeasureRun {
  const { model, weights, runner, numerics, dataset, ranges } = context;
  const { shapes, layers } = modelLayers(model, dataset.shape, Object.keys(request.steps));
  const stepsOf = (layer: Layer): readonly PairStep[] => request.steps[layer.name] ?? [];
  const wanted = layers.filter((layer) => stepsOf(layer).length > 0);
  const byNode = new Map(wanted.map((layer) => [layer.node, layer]));
  const pairs = Object.fromEntries(
    wanted.map((layer) => [layer.name, stepsOf(layer).flatMap(({ from, to }) => [from, to])]),
  );
  const size = measureSize(model, shapes, wanted, pairs);
  const plan = planBatches(
    // The output at the wider pair is there beside the float one.
    { ...size, imageBytes: size.imageBytes + size.tensorBytes },
    dataset.count,
    context.limits,
    Math.min(request.batchSize ?? dataset.count, largestBatch(model, dataset.shape, dataset.count)),
  );
  const doneOf = (layer: Layer): number => request.done?.[layer.name] ?? 0;
  const done = wanted.map(doneOf);
  const batches = batchesFrom(Math.min(dataset.count, ...done), dataset.count, plan.batchSize, done);
  const quantized = quantizedLayers(runner, numerics, layers, weights, ranges, request.quantizer);
  const passes = new OpenPasses(model, runner);

  /** All steps of one layer on one batch: [steps, images, 6]. */
  async function* compare(
    layer: Layer,
    { node, inputs, outputs }: RanNode,
    images: number,
  ): AsyncGenerator<number, Float64Array> {
    const [x, filter] = inputs;
    const steps = stepsOf(layer);
    const row = images * sumsPerImage;
    const values = new Float64Array(steps.length * row);
    /** Null: both operands stay float, and the walk has that output. */
    const outputAt = (pair: Pair): Tensor | null =>
      quantized.override({ [layer.name]: widthsOf(pair, request.operands) })(node, x!, filter!);
    for (const [from, indices] of byReference(steps)) {
      const own = outputAt(from);
      const reference = own ?? outputs[0]!;
      const sums = numerics.errorSums(reference, images);
      try {
        yield layer.macs * images;
        for (const index of indices) {
          const y = outputAt(steps[index]!.to);
          sums.add(y ?? outputs[0]!);
          y?.dispose();
          yield layer.macs * images;
        }
        const measured = await sums.finish();
        indices.forEach((index, i) => {
          values.set(measured.subarray(i * row, (i + 1) * row), index * row);
        });
      } finally {
        sums.dispose();
        own?.dispose();
      }
    }
    return values;
  }

  async function* measure(
    layer: Layer,
    ran: RanNode,
    first: number,
    images: number,
  ): AsyncGenerator<number, LayerMeasurement> {
    const values = yield* compare(layer, ran, images);
    const { min, max, counts } = ranges.get(layer.inputTensor)!;
    return {
      layer: layer.name,
      first,
      images,
      pairs: stepsOf(layer).map(stepKey),
      values,
      elements: ran.outputs[0]!.size / images,
      inputHistogram: { min, max, counts },
    };
  }

  async function* work(): Work<LayerDone> {
    yield* gatherRanges({ ranges, numerics, passes, dataset }, layers, plan.batchSize);
    for (const { first, images } of batches) {
      const walk = passes.start(passes.input(dataset, first, images));
      for (let ran = walk.next(); ran; ran = walk.next()) {
        const layer = byNode.get(ran.node.id);
        if (!layer) {
          yield 0;
        } else if (doneOf(layer) > first) {
          yield {};
        } else {
          yield layer.macs * images;
          yield { measurement: yield* measure(layer, ran, first, images) };
        }
      }
      passes.close();
    }
  }

  const gather = ranges.size > 0 ? 0 : passMacs(layers) * dataset.count;
  const all = wanted.reduce((n, layer) => {
    const images = Math.max(0, dataset.count - doneOf(layer));
    return n + layer.macs * (1 + runsOf(stepsOf(layer))) * images;
  }, gather);
  return measuringRun(
    { ...plan, steps: wanted.length * batches.length, batches: batches.length },
    { work: all, pass: passMacs(layers) * dataset.count },
    work(),
    context.now,
    () => {
      passes.close();
      quantized.dispose();
    },
  );
}

/** Indices of the steps by the pair they start from. */
function byReference(steps: readonly PairStep[]): readonly (readonly [Pair, readonly number[]])[] {
  const groups = new Map<string, [Pair, number[]]>();
  steps.forEach(({ from }, index) => {
    const known = groups.get(pairKey(from));
    if (known) known[1].push(index);
    else groups.set(pairKey(from), [from, [index]]);
  });
  return [...groups.values()];
}

/** How often the layer runs for these steps, its float run not counted. */
function runsOf(steps: readonly PairStep[]): number {
  return steps.length + byReference(steps).length;
}
