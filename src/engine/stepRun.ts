import type { Tensor } from '@tensorflow/tfjs-core';
import type { Layer } from '../core/model/Layer.ts';
import { listLayers } from '../core/model/listLayers.ts';
import { resolveShapes } from '../core/model/resolveShapes.ts';
import type { LayerMeasurement, MeasureRequest, MeasureStep } from '../core/ports.ts';
import { type Pair, pairKey } from '../core/profile/Pair.ts';
import { widthsOf } from '../core/quantize/Widths.ts';
import { sumsPerImage } from '../core/sensitivity/errorSums.ts';
import { type PairStep, stepKey } from '../core/sensitivity/stepKey.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import type { RanNode, Walk } from './GraphRunner.ts';
import { gatherRanges } from './gatherRanges.ts';
import { inputBatch } from './inputBatch.ts';
import { batchesFrom, type MeasureContext, type MeasureRun } from './measureRun.ts';
import { largestBatch, measureSize, planBatches } from './planMeasure.ts';
import { quantizedLayers } from './quantizedLayers.ts';

/** An engine step that takes longer than this comes back unfinished, so that the caller can show progress and cancel. */
const stepMs = 400;

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
  if (model.inputs.length !== 1) {
    throw new Error(
      `The model has ${model.inputs.length} inputs; calibration data can feed a model with one.`,
    );
  }
  const input = model.tensors[model.inputs[0]!]!;
  const shapes = resolveShapes(model, [[input.shape[0] ?? 1, ...dataset.shape]]);
  const layers = listLayers(model, shapes);
  const unknown = Object.keys(request.steps).find((name) => !layers.some((layer) => layer.name === name));
  if (unknown !== undefined) throw new Error(`The model has no layer "${unknown}".`);
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
  const gathering = ranges.size > 0 ? [] : batchesFrom(0, dataset.count, plan.batchSize, []);
  const macs = layers.reduce((n, layer) => n + layer.macs, 0);
  const allWork =
    (gathering.length > 0 ? macs * dataset.count : 0) +
    wanted.reduce(
      (n, layer) =>
        n + layer.macs * (1 + runsOf(stepsOf(layer))) * Math.max(0, dataset.count - doneOf(layer)),
      0,
    );
  const total = wanted.length * batches.length;
  const quantized = quantizedLayers(runner, numerics, layers, weights, ranges, request.quantizer);
  let workDone = 0;
  let finished = 0;
  let open: { readonly walk: Walk; readonly x: Tensor } | null = null;

  const begin = (first: number, images: number): Walk => {
    const x = inputBatch(model, dataset, first, images);
    open = { x, walk: runner.start([x]) };
    return open.walk;
  };

  const close = (): void => {
    open?.walk.dispose();
    open?.x.dispose();
    open = null;
  };

  /** All steps of one layer on one batch: [steps, images, 5]. */
  async function* compare(
    layer: Layer,
    { node, inputs, outputs }: RanNode,
    images: number,
  ): AsyncGenerator<undefined, Float64Array> {
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
        workDone += layer.macs * images;
        yield;
        for (const index of indices) {
          const y = outputAt(steps[index]!.to);
          sums.add(y ?? outputs[0]!);
          y?.dispose();
          workDone += layer.macs * images;
          yield;
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

  async function* work(): AsyncGenerator<LayerMeasurement | undefined, void> {
    for await (const ran of gatherRanges(ranges, numerics, layers, gathering, { open: begin, close })) {
      workDone += ran;
      yield;
    }
    for (const { first, images } of batches) {
      const walk = begin(first, images);
      for (let ran = walk.next(); ran; ran = walk.next()) {
        const layer = byNode.get(ran.node.id);
        if (!layer) {
          yield;
          continue;
        }
        if (doneOf(layer) > first) {
          finished++;
          yield;
          continue;
        }
        workDone += layer.macs * images;
        const values = yield* compare(layer, ran, images);
        const { min, max, counts } = ranges.get(layer.inputTensor)!;
        finished++;
        yield {
          layer: layer.name,
          first,
          images,
          pairs: stepsOf(layer).map(stepKey),
          values,
          elements: ran.outputs[0]!.size / images,
          inputHistogram: { min, max, counts },
        };
      }
      close();
    }
  }

  const steps = work();

  const step = async (): Promise<MeasureStep> => {
    const started = context.now();
    for (;;) {
      const { done: over, value } = await steps.next();
      const ended = over === true || finished >= total;
      if (!ended && !value && context.now() - started < stepMs) continue;
      return {
        done: ended ? total : finished,
        total,
        fraction: ended ? 1 : Math.min(1, workDone / Math.max(1, allWork)),
        ...(value ? { measurement: value } : {}),
      };
    }
  };

  return {
    start: { ...plan, steps: total, batches: batches.length },
    step,
    end: async () => {
      await steps.return();
      close();
      quantized.dispose();
    },
  };
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
