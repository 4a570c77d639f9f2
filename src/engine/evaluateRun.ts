import * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from '../core/calibration/Dataset.ts';
import type { Model, Weights } from '../core/model/Model.ts';
import type { EvaluateRequest, EvaluateStart, EvaluateStep, TrialErrors } from '../core/ports.ts';
import { compareOutputs } from '../core/verify/compareOutputs.ts';
import { outputHeads } from '../core/verify/OutputHead.ts';
import { batchesFrom } from './batchesFrom.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import type { FloatOutputs } from './FloatOutputs.ts';
import type { GraphRunner, Walk } from './GraphRunner.ts';
import { gatherRanges } from './gatherRanges.ts';
import { modelLayers, passMacs } from './modelLayers.ts';
import type { Numerics } from './Numerics.ts';
import { OpenPasses } from './OpenPasses.ts';
import type { MemoryLimits } from './planMeasure.ts';
import { largestBatch, measureSize, planBatches } from './planMeasure.ts';
import { quantizedLayers } from './quantizedLayers.ts';
import { shortStep, type Work } from './shortStep.ts';
import { forkMacs, trialForks } from './trialForks.ts';

export interface EvaluateContext {
  readonly model: Model;
  readonly weights: Weights;
  readonly runner: GraphRunner;
  readonly numerics: Numerics;
  /** Where ranges come from. */
  readonly calibration: Dataset;
  /** What runs. */
  readonly dataset: Dataset;
  /** Of all calibration images; filled here where it is empty. */
  readonly ranges: CalibrationRanges;
  /** Of the float network on `dataset`; filled here where it lacks images. */
  readonly floatOutputs: FloatOutputs;
  readonly limits: MemoryLimits;
  /** Milliseconds; only to keep steps short. */
  readonly now: () => number;
}

export interface EvaluateRun {
  readonly start: EvaluateStart;
  step(): Promise<EvaluateStep>;
  /** Disposes what the run still holds; may be called at any time. */
  end(): Promise<void>;
}

/**
 * Prepares forward passes with layers fake-quantized. Per batch the base network runs once, node by node; every trial forks
 * off at the first layer that it changes, so only what lies downstream is computed again. Before that, where they are not known
 * yet: ranges of all layer inputs over the calibration data, and the float network's outputs.
 */
export function evaluateRun(context: EvaluateContext, request: EvaluateRequest): EvaluateRun {
  const { model, weights, runner, numerics, dataset, calibration, ranges, floatOutputs } = context;
  const count = Math.min(dataset.count, request.images ?? dataset.count);
  const base = request.base ?? {};
  const named = [base, ...request.trials].flatMap((widths) => Object.keys(widths));
  const { shapes, layers } = modelLayers(model, dataset.shape, named);
  const heads = outputHeads(model, shapes);
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const trials = trialForks(request, layers);
  const size = measureSize(model, shapes, [], {});
  const plan = planBatches(
    // The base and one trial are alive at once, and a quantized input.
    { ...size, imageBytes: 2 * size.imageBytes + size.tensorBytes },
    count,
    context.limits,
    Math.min(request.batchSize ?? count, largestBatch(model, dataset.shape, count)),
  );
  const pass = passMacs(layers);
  const quantized = quantizedLayers(runner, numerics, layers, weights, ranges, request.quantizer);
  const passes = new OpenPasses(model, runner);

  /** Runs all nodes before `end`; yields the multiply-accumulates of each. */
  function* runTo(end: number, walk: Walk, images: number): Generator<number, void> {
    while (walk.upcoming && walk.upcoming.id < end) {
      const { node } = walk.next()!;
      yield (byNode.get(node.id)?.macs ?? 0) * images;
    }
  }

  /** Runs the rest and reads the outputs, head by head. */
  async function* finish(walk: Walk, images: number): AsyncGenerator<number, Float32Array[]> {
    yield* runTo(Infinity, walk, images);
    const outputs = walk.takeOutputs();
    try {
      return await Promise.all(
        heads.map(async (head) => Float32Array.from(await outputs.get(head.tensor)!.data())),
      );
    } finally {
      tf.dispose([...outputs.values()]);
    }
  }

  async function* work(): Work<TrialErrors> {
    const batchSize = Math.min(plan.batchSize, largestBatch(model, calibration.shape, calibration.count));
    yield* gatherRanges({ ranges, numerics, passes, dataset: calibration }, layers, batchSize);
    for (const { first, images } of batchesFrom(0, count, plan.batchSize)) {
      const x = passes.input(dataset, first, images);
      if (!floatOutputs.has(first, images)) {
        const walk = passes.start(x);
        floatOutputs.set(first, images, yield* finish(walk, images));
        passes.release(walk);
      }
      const compare = (trial: number, outputs: readonly Float32Array[]): TrialErrors => ({
        trial,
        first,
        images,
        heads: heads.map((head, h) =>
          compareOutputs(head, floatOutputs.get(h, first, images), outputs[h]!, images),
        ),
      });
      const baseWalk = passes.start(x, quantized.override(base));
      for (const trial of trials.filter(({ from }) => from < Infinity)) {
        yield* runTo(trial.from, baseWalk, images);
        const walk = passes.hold(baseWalk.fork(quantized.override(trial.widths)));
        const outputs = yield* finish(walk, images);
        passes.release(walk);
        yield compare(trial.index, outputs);
      }
      const same = trials.filter(({ from }) => from === Infinity);
      if (same.length > 0) {
        const outputs = yield* finish(baseWalk, images);
        for (const trial of same) yield compare(trial.index, outputs);
      }
      passes.close();
    }
  }

  const before = (ranges.size > 0 ? 0 : calibration.count) + count - floatOutputs.known(count);
  const macsToRun = pass * before + forkMacs(trials, layers) * count;
  const running = work();
  let macsRun = 0;
  return {
    start: {
      heads,
      images: count,
      batchSize: plan.batchSize,
      batches: plan.batches,
      estimatedBytes: plan.estimatedBytes,
    },
    step: async () => {
      const { result, macs, over } = await shortStep(running, context.now);
      macsRun += macs;
      return {
        finished: over,
        fraction: over ? 1 : Math.min(1, macsRun / Math.max(1, macsToRun)),
        passes: macsRun / Math.max(1, pass * count),
        ...(result ? { result } : {}),
      };
    },
    end: async () => {
      await running.return();
      passes.close();
      quantized.dispose();
    },
  };
}
