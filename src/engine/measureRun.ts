import type { Tensor } from '@tensorflow/tfjs-core';
import type { Dataset } from '../core/calibration/Dataset.ts';
import type { Layer } from '../core/model/Layer.ts';
import { listLayers } from '../core/model/listLayers.ts';
import type { Model, TensorId, Weights } from '../core/model/Model.ts';
import { resolveShapes } from '../core/model/resolveShapes.ts';
import type {
  Histogram,
  LayerMeasurement,
  MeasureRequest,
  MeasureStart,
  MeasureStep,
} from '../core/ports.ts';
import { pairKey } from '../core/profile/Pair.ts';
import { activationParams } from '../core/quantize/activationParams.ts';
import { correctedBias } from '../core/quantize/correctedBias.ts';
import { mergeHistograms } from '../core/quantize/histogram.ts';
import type { QuantParams } from '../core/quantize/quantParams.ts';
import { weightChannels } from '../core/quantize/weightChannels.ts';
import { weightParams } from '../core/quantize/weightParams.ts';
import { addSums, type ChannelSums, channelSums, meansOf } from './calibrationRanges.ts';
import type { GraphRunner, RanNode, Walk } from './GraphRunner.ts';
import { inputBatch } from './inputBatch.ts';
import { layerRuns, measureLayer } from './measureLayer.ts';
import type { Numerics } from './Numerics.ts';
import type { MemoryLimits } from './planMeasure.ts';
import { largestBatch, measureSize, planBatches } from './planMeasure.ts';

export interface MeasureContext {
  readonly model: Model;
  readonly weights: Weights;
  readonly runner: GraphRunner;
  readonly numerics: Numerics;
  readonly dataset: Dataset;
  readonly limits: MemoryLimits;
  /** Milliseconds; only to keep steps short. */
  readonly now: () => number;
}

/** A step that takes longer than this comes back unfinished, so that the caller can show progress and cancel. */
const stepMs = 400;

interface LayerInput {
  /** What its grids are made from. */
  readonly grid: Histogram;
  readonly histogram: Promise<Histogram>;
  /** By channel; only where biases are corrected. */
  readonly channels: ChannelSums | null;
}

/** A layer whose measurement has begun. */
interface UnderWay {
  readonly layer: Layer;
  readonly ran: RanNode;
  readonly input: LayerInput;
  readonly work: ReturnType<typeof measureLayer>;
}

export interface MeasureRun {
  readonly start: MeasureStart;
  step(): Promise<MeasureStep>;
  /** Disposes what the run still holds; may be called at any time. */
  end(): Promise<void>;
}

/**
 * Prepares a measurement. With all images in one batch a single pass does everything: each layer is measured the moment its
 * input exists. Otherwise a first pass over the batches gathers the ranges, and a second measures. Throws where the data do
 * not fit the model.
 */
export function measureRun(context: MeasureContext, request: MeasureRequest): MeasureRun {
  const { model, weights, runner, numerics, dataset } = context;
  if (model.inputs.length !== 1) {
    throw new Error(
      `The model has ${model.inputs.length} inputs; calibration data can feed a model with one.`,
    );
  }
  const shapes = resolveShapes(model, [[fixedBatch(model) ?? 1, ...dataset.shape]]);
  const layers = listLayers(model, shapes);
  const unknown = Object.keys(request.pairs).find((name) => !layers.some((layer) => layer.name === name));
  if (unknown !== undefined) throw new Error(`The model has no layer "${unknown}".`);
  const wanted = layers.filter((layer) => (request.pairs[layer.name]?.length ?? 0) > 0);
  const plan = planBatches(
    measureSize(model, shapes, wanted, request.pairs),
    dataset.count,
    context.limits,
    Math.min(request.batchSize ?? dataset.count, largestBatch(model, dataset.shape, dataset.count)),
  );
  const ranged = batchesFrom(0, dataset.count, plan.batchSize, []);
  const doneOf = (layer: Layer): number => request.done?.[layer.name] ?? 0;
  const measured = batchesFrom(
    Math.min(dataset.count, ...wanted.map(doneOf)),
    dataset.count,
    plan.batchSize,
    wanted.map(doneOf),
  );
  const twoPasses = plan.batches > 1 || wanted.some((layer) => doneOf(layer) > 0);
  const costs = wanted.map((layer) => ({
    float: layer.macs * dataset.count,
    measure:
      layer.macs *
      layerRuns(request.pairs[layer.name]!, request.operands) *
      Math.max(0, dataset.count - doneOf(layer)),
  }));
  const work = {
    range: twoPasses ? costs.reduce((n, c) => n + c.float, 0) : 0,
    measure: costs.reduce((n, c) => n + c.measure, 0),
  };
  const rangeSteps = twoPasses ? wanted.length * ranged.length : 0;
  const total = rangeSteps + wanted.length * measured.length;
  const byNode = new Map(wanted.map((layer) => [layer.node, layer]));
  const inputs = new Map<TensorId, LayerInput>();
  const grids = new Map<string, readonly QuantParams[]>();

  let pass: 'range' | 'measure' = twoPasses ? 'range' : 'measure';
  let batch = 0;
  let doneInBatch = 0;
  let workDone = 0;
  let open: { walk: Walk; input: Tensor } | null = null;
  let underWay: UnderWay | null = null;
  /** Inputs whose histogram is complete for this batch. */
  let seen = new Set<TensorId>();

  const batches = () => (pass === 'range' ? ranged : measured);
  const images = () => batches()[batch]!.images;

  const begin = (): Walk => {
    const { first, images } = batches()[batch]!;
    const input = inputBatch(model, dataset, first, images);
    open = { input, walk: runner.start([input]) };
    seen = new Set();
    return open.walk;
  };

  const close = (): void => {
    open?.walk.dispose();
    open?.input.dispose();
    open = null;
  };

  const finishBatch = (): void => {
    close();
    doneInBatch = 0;
    batch++;
    if (batch === batches().length && pass === 'range') {
      pass = 'measure';
      batch = 0;
    }
  };

  /** What a layer reads, over all images, as far as this pass knows it. */
  const inputOf = async (layer: Layer, x: Tensor): Promise<LayerInput> => {
    const known = inputs.get(layer.inputTensor);
    if (known && (seen.has(layer.inputTensor) || (twoPasses && pass === 'measure'))) return known;
    const range = await numerics.valueRange(x);
    if (!Number.isFinite(range.min) || !Number.isFinite(range.max)) {
      throw new Error(
        `Layer "${layer.name}" reads values that are not finite; check the calibration data and their preprocessing.`,
      );
    }
    const counted = numerics.histogram(x, range);
    const before = known?.histogram;
    const histogram = before
      ? Promise.all([before, counted]).then(([a, b]) => mergeHistograms(a, b))
      : counted;
    // A failure shows where the histogram is awaited; until then it is nobody's.
    histogram.catch(() => undefined);
    // Counts come back later than the range, and most estimators do not wait for them: a GPU goes on meanwhile.
    const early = request.quantizer.activations.range === 'min-max' && pass === 'measure';
    const grid = early ? { ...range, counts: new Uint32Array(0) } : await histogram;
    const own = request.quantizer.biasCorrection ? await channelSums(numerics, x) : null;
    const channels = own && known?.channels ? addSums(known.channels, own) : own;
    const input = { grid, histogram, channels };
    inputs.set(layer.inputTensor, input);
    seen.add(layer.inputTensor);
    return input;
  };

  const weightGrids = (layer: Layer, bits: number): readonly QuantParams[] => {
    const key = `${layer.weightTensor}:${bits}`;
    const known = grids.get(key);
    if (known) return known;
    const data = weights.get(layer.weightTensor)!;
    const layout = weightChannels(model.nodes[layer.node]!.op, data.shape);
    const made = weightParams(data.values as Float32Array, layout, bits, request.quantizer.weights);
    grids.set(key, made);
    return made;
  };

  const measure = (
    layer: Layer,
    ran: RanNode,
    { grid, channels }: LayerInput,
  ): ReturnType<typeof measureLayer> => {
    const [x, filter] = ran.inputs;
    const means = channels && meansOf(channels);
    const biases = new Map<number, Float32Array | null>();
    const biasAt = (bits: number): Float32Array | null => {
      const known = biases.get(bits);
      if (known !== undefined || !means) return known ?? null;
      const made = correctedBias(ran.node, weights, weightGrids(layer, bits), means);
      biases.set(bits, made);
      return made;
    };
    return measureLayer(
      runner,
      numerics,
      {
        layer,
        node: ran.node,
        pairs: request.pairs[layer.name]!,
        operands: request.operands,
        weightGrids: (bits) => weightGrids(layer, bits),
        inputGrid: (bits) => activationParams(grid, bits, request.quantizer.activations),
        bias: biasAt,
      },
      x!,
      filter!,
      ran.outputs[0]!,
    );
  };

  const measurementOf = async (
    { layer, ran, input }: UnderWay,
    values: Float64Array,
  ): Promise<LayerMeasurement> => ({
    layer: layer.name,
    ...batches()[batch]!,
    pairs: request.pairs[layer.name]!.map(pairKey),
    values,
    elements: ran.outputs[0]!.size / images(),
    inputHistogram: await input.histogram,
  });

  const report = (measurement?: LayerMeasurement): MeasureStep => {
    const before = pass === 'measure' ? rangeSteps : 0;
    const done = before + batch * wanted.length + doneInBatch;
    const all = work.range + work.measure;
    return {
      done,
      total,
      fraction: done >= total || all === 0 ? done / Math.max(1, total) : Math.min(1, workDone / all),
      ...(measurement ? { measurement } : {}),
    };
  };

  /** Goes on with the layer under way until it is measured or the time for one step is over. */
  const proceed = async (layer: UnderWay): Promise<MeasureStep> => {
    const started = context.now();
    do {
      const { done, value } = await layer.work.next();
      if (done) {
        const measurement = await measurementOf(layer, value);
        underWay = null;
        return finishLayer(measurement);
      }
      workDone += images() * layer.layer.macs;
    } while (context.now() - started < stepMs);
    return report();
  };

  const finishLayer = (measurement?: LayerMeasurement): MeasureStep => {
    doneInBatch++;
    if (doneInBatch === wanted.length) finishBatch();
    return report(measurement);
  };

  const step = async (): Promise<MeasureStep> => {
    if (underWay) return proceed(underWay);
    if (batch >= batches().length) return { done: total, total, fraction: 1 };
    const walk = open?.walk ?? begin();
    for (let ran = walk.next(); ran; ran = walk.next()) {
      const layer = byNode.get(ran.node.id);
      if (!layer) continue;
      if (pass === 'measure' && doneOf(layer) > batches()[batch]!.first) return finishLayer();
      const input = await inputOf(layer, ran.inputs[0]!);
      workDone += images() * layer.macs;
      if (pass === 'range') return finishLayer();
      underWay = { layer, ran, input, work: measure(layer, ran, input) };
      return proceed(underWay);
    }
    // Some wanted layer does not lead to an output, so the walk ended before it.
    finishBatch();
    return report();
  };

  const end = async (): Promise<void> => {
    await underWay?.work.return(new Float64Array(0));
    await underWay?.input.histogram.catch(() => undefined);
    underWay = null;
    close();
  };

  return {
    start: { ...plan, steps: wanted.length === 0 ? 0 : total, batches: measured.length },
    step,
    end,
  };
}

export interface Batch {
  readonly first: number;
  readonly images: number;
}

/** Batches of at most so many images that end wherever a layer was left, so that each goes on at the start of one. */
export function batchesFrom(
  first: number,
  count: number,
  batchSize: number,
  cuts: readonly number[],
): Batch[] {
  const batches: Batch[] = [];
  for (let at = first; at < count; ) {
    const end = Math.min(count, at + batchSize, ...cuts.filter((cut) => cut > at));
    batches.push({ first: at, images: end - at });
    at = end;
  }
  return batches;
}

function fixedBatch(model: Model): number | null {
  return model.tensors[model.inputs[0]!]!.shape[0] ?? null;
}
