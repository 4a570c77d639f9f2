import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import type { Dataset } from '../core/calibration/Dataset.ts';
import type { Layer } from '../core/model/Layer.ts';
import { listLayers } from '../core/model/listLayers.ts';
import type { Model, Weights } from '../core/model/Model.ts';
import { resolveShapes } from '../core/model/resolveShapes.ts';
import type { EvaluateRequest, EvaluateStart, EvaluateStep, TrialErrors } from '../core/ports.ts';
import type { LayerWidths, Widths } from '../core/quantize/Widths.ts';
import { compareOutputs } from '../core/verify/compareOutputs.ts';
import { outputHeads } from '../core/verify/OutputHead.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import type { FloatOutputs } from './FloatOutputs.ts';
import type { GraphRunner, RanNode, Walk } from './GraphRunner.ts';
import { gatherRanges } from './gatherRanges.ts';
import { inputBatch } from './inputBatch.ts';
import { batchesFrom } from './measureRun.ts';
import type { Numerics } from './Numerics.ts';
import type { MemoryLimits } from './planMeasure.ts';
import { largestBatch, measureSize, planBatches } from './planMeasure.ts';
import { quantizedLayers } from './quantizedLayers.ts';

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

/** A step that takes longer than this comes back unfinished, so that the caller can show progress and cancel. */
const stepMs = 400;

interface Trial {
  readonly index: number;
  readonly widths: Widths;
  /** The first node that runs otherwise than in the base; Infinity: none does. */
  readonly from: number;
}

/**
 * Prepares forward passes with layers fake-quantized. Per batch the base network runs once, node by node; every trial forks
 * off at the first layer that it changes, so only what lies downstream is computed again. Before that, where they are not known
 * yet: ranges of all layer inputs over the calibration data, and the float network's outputs.
 */
export function evaluateRun(context: EvaluateContext, request: EvaluateRequest): EvaluateRun {
  const { model, weights, runner, numerics, dataset, calibration, ranges, floatOutputs } = context;
  if (model.inputs.length !== 1) {
    throw new Error(`The model has ${model.inputs.length} inputs; data can feed a model with one.`);
  }
  const count = Math.min(dataset.count, request.images ?? dataset.count);
  const fixed = model.tensors[model.inputs[0]!]!.shape[0] ?? 1;
  const shapes = resolveShapes(model, [[fixed, ...dataset.shape]]);
  const layers = listLayers(model, shapes);
  const heads = outputHeads(model, shapes);
  const byName = new Map(layers.map((layer) => [layer.name, layer]));
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const base = request.base ?? {};
  for (const name of [base, ...request.trials].flatMap((widths) => Object.keys(widths))) {
    if (!byName.has(name)) throw new Error(`The model has no layer "${name}".`);
  }
  const trials = trialsOf(request, base, byName);

  const size = measureSize(model, shapes, [], {});
  const plan = planBatches(
    // The base and one trial are alive at once, and a quantized input.
    { ...size, imageBytes: 2 * size.imageBytes + size.tensorBytes },
    count,
    context.limits,
    Math.min(request.batchSize ?? count, largestBatch(model, dataset.shape, count)),
  );
  const passMacs = layers.reduce((n, layer) => n + layer.macs, 0);
  const quantized = quantizedLayers(runner, numerics, layers, weights, ranges, request.quantizer);

  let macsRun = 0;
  const macsToRun = estimateMacs();
  const steps = work();
  let open: Walk[] = [];
  let inputs: Tensor[] = [];

  function estimateMacs(): number {
    const downstream = (from: number): number =>
      layers.reduce((n, layer) => n + (layer.node >= from ? layer.macs : 0), 0);
    const gather = ranges.size > 0 ? 0 : passMacs * calibration.count;
    const floats = passMacs * (count - floatOutputs.known(count));
    const furthest = Math.max(0, ...trials.map((t) => (t.from === Infinity ? model.nodes.length : t.from)));
    const baseRun = passMacs - downstream(furthest);
    const each = trials.reduce((n, t) => n + (t.from === Infinity ? 0 : downstream(t.from)), baseRun);
    return gather + floats + each * count;
  }

  const begin = (from: Dataset, first: number, images: number): Tensor => {
    const x = inputBatch(model, from, first, images);
    inputs.push(x);
    return x;
  };

  const hold = (walk: Walk): Walk => {
    open.push(walk);
    return walk;
  };

  const closeWalk = (walk: Walk): void => {
    walk.dispose();
    open = open.filter((other) => other !== walk);
  };

  const close = (): void => {
    for (const walk of open) walk.dispose();
    open = [];
    for (const x of inputs) x.dispose();
    inputs = [];
  };

  const next = (walk: Walk, images: number): RanNode | null => {
    const ran = walk.next();
    macsRun += (ran && (byNode.get(ran.node.id)?.macs ?? 0) * images) || 0;
    return ran;
  };

  const outputsOf = async (walk: Walk): Promise<Float32Array[]> => {
    const outputs = walk.takeOutputs();
    try {
      return await Promise.all(
        heads.map(async (head) => Float32Array.from(await outputs.get(head.tensor)!.data())),
      );
    } finally {
      tf.dispose([...outputs.values()]);
    }
  };

  async function* gatherFloat(first: number, images: number): AsyncGenerator<undefined> {
    if (floatOutputs.has(first, images)) return;
    const walk = hold(runner.start([begin(dataset, first, images)]));
    while (next(walk, images)) yield;
    floatOutputs.set(first, images, await outputsOf(walk));
    close();
  }

  async function* work(): AsyncGenerator<TrialErrors | undefined, void> {
    const batch = Math.min(plan.batchSize, largestBatch(model, calibration.shape, calibration.count));
    const batches = batchesFrom(0, calibration.count, batch, []);
    const walks = {
      open: (first: number, images: number) => hold(runner.start([begin(calibration, first, images)])),
      close,
    };
    for await (const ran of gatherRanges(ranges, numerics, layers, batches, walks)) {
      macsRun += ran;
      yield;
    }
    for (let first = 0; first < count; first += plan.batchSize) {
      const images = Math.min(plan.batchSize, count - first);
      yield* gatherFloat(first, images);
      const x = begin(dataset, first, images);
      const compare = (trial: number, outputs: readonly Float32Array[]): TrialErrors => ({
        trial,
        first,
        images,
        heads: heads.map((head, h) =>
          compareOutputs(head, floatOutputs.get(h, first, images), outputs[h]!, images),
        ),
      });
      const baseWalk = hold(runner.start([x], model.outputs, quantized.override(base)));
      for (const trial of trials) {
        if (trial.from === Infinity) break;
        while (baseWalk.upcoming && baseWalk.upcoming.id < trial.from) {
          next(baseWalk, images);
          yield;
        }
        const walk = hold(baseWalk.fork(quantized.override(trial.widths)));
        while (next(walk, images)) yield;
        const outputs = await outputsOf(walk);
        closeWalk(walk);
        yield compare(trial.index, outputs);
      }
      const same = trials.filter((trial) => trial.from === Infinity);
      if (same.length > 0) {
        while (next(baseWalk, images)) yield;
        const outputs = await outputsOf(baseWalk);
        for (const trial of same) yield compare(trial.index, outputs);
      }
      close();
    }
  }

  const step = async (): Promise<EvaluateStep> => {
    const started = context.now();
    for (;;) {
      const { done, value } = await steps.next();
      const finished = done === true;
      if (!finished && value === undefined && context.now() - started < stepMs) continue;
      return {
        finished,
        fraction: finished ? 1 : Math.min(1, macsToRun > 0 ? macsRun / macsToRun : 0),
        passes: passMacs > 0 ? macsRun / (passMacs * count) : 0,
        ...(value ? { result: value } : {}),
      };
    }
  };

  return {
    start: {
      heads,
      images: count,
      batchSize: plan.batchSize,
      batches: plan.batches,
      estimatedBytes: plan.estimatedBytes,
    },
    step,
    end: async () => {
      await steps.return();
      close();
      quantized.dispose();
    },
  };
}

/** In the order in which they leave the base. */
function trialsOf(
  request: EvaluateRequest,
  base: Widths,
  byName: ReadonlyMap<string, Layer>,
): readonly Trial[] {
  return request.trials
    .map((changes, index): Trial => {
      const changed = Object.entries(changes).filter(([name, widths]) => !sameWidths(widths, base[name]));
      const first = Math.min(...changed.map(([name]) => byName.get(name)!.node));
      const from = request.prefix === false ? 0 : first;
      return { index, widths: { ...base, ...changes }, from };
    })
    .sort((a, b) => a.from - b.from || a.index - b.index);
}

function sameWidths(a: LayerWidths | undefined, b: LayerWidths | undefined): boolean {
  return a?.weights === b?.weights && a?.input === b?.input;
}
