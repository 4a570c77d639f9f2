import type { Layer } from '../core/model/Layer.ts';
import type { Model } from '../core/model/Model.ts';
import type { ResolvedShapes } from '../core/model/resolveShapes.ts';
import { resolveShapes } from '../core/model/resolveShapes.ts';
import type { Pair } from '../core/profile/Pair.ts';

export interface MeasureSize {
  /** Bytes whatever the batch: the weights, as they are and quantized. */
  readonly fixedBytes: number;
  /** Bytes for each image of a batch. */
  readonly imageBytes: number;
  /** Bytes of the largest activation of one image. */
  readonly tensorBytes: number;
}

export interface MemoryLimits {
  /** For everything together. */
  readonly totalBytes: number;
  /** For one tensor: what a GPU can bind at once. */
  readonly tensorBytes: number;
}

const float = 4;

/**
 * Device memory that measuring takes, from shapes at batch 1: at every node the live activations, at every measured layer
 * also one quantized input and one output, and the quantized filters of that layer (twice: kernels keep a packed copy).
 */
export function measureSize(
  model: Model,
  shapes: ResolvedShapes,
  layers: readonly Layer[],
  pairs: Readonly<Record<string, readonly Pair[]>>,
): MeasureSize {
  const bytes = (id: number) => shapes.shape(id).reduce((n, d) => n * d, float);
  const lastUse = new Map<number, number>();
  model.nodes.forEach((node, step) => {
    for (const id of node.inputs) lastUse.set(id, step);
  });
  for (const id of model.outputs) lastUse.set(id, model.nodes.length);
  const layerAt = new Map(layers.map((layer) => [layer.node, layer]));
  const inputs = model.inputs.reduce((n, id) => n + bytes(id), 0);
  let weights = 0;
  for (const tensor of model.tensors) if (tensor.constant) weights += bytes(tensor.id);

  let live = inputs;
  let most = inputs;
  let filters = 0;
  let tensorBytes = inputs;
  const held = new Map<number, number>();
  model.nodes.forEach((node, step) => {
    for (const id of node.outputs) {
      held.set(id, bytes(id));
      live += bytes(id);
      tensorBytes = Math.max(tensorBytes, bytes(id));
    }
    const layer = layerAt.get(node.id);
    const measured = layer && pairs[layer.name];
    if (measured) {
      most = Math.max(most, live + bytes(layer.inputTensor) + bytes(layer.outputTensor));
      const widths = new Set(measured.map((pair) => pair.weightBits)).size;
      filters = Math.max(filters, widths * layer.parameters * float * 2);
    }
    most = Math.max(most, live);
    for (const id of [...node.inputs, ...node.outputs]) {
      if ((lastUse.get(id) ?? -1) > step) continue;
      live -= held.get(id) ?? 0;
      held.delete(id);
    }
  });
  return { fixedBytes: 2 * weights + filters, imageBytes: most, tensorBytes };
}

export interface Batches {
  readonly batchSize: number;
  readonly batches: number;
  readonly estimatedBytes: number;
}

/** Equal batches, as large as the limits allow, never more than `most`. Throws where one image does not fit. */
export function planBatches(size: MeasureSize, count: number, limits: MemoryLimits, most = count): Batches {
  const fit = Math.floor((limits.totalBytes - size.fixedBytes) / size.imageBytes);
  if (fit < 1) {
    const megabytes = Math.ceil((size.fixedBytes + size.imageBytes) / 1e6);
    throw new Error(
      `Measuring this model needs about ${megabytes} MB for one image, and ${Math.floor(limits.totalBytes / 1e6)} MB are allowed; ` +
        'use a smaller input size or another backend.',
    );
  }
  const largest = Math.max(1, Math.min(count, most, fit, Math.floor(limits.tensorBytes / size.tensorBytes)));
  const batches = Math.ceil(count / largest);
  const batchSize = Math.ceil(count / batches);
  return {
    batchSize,
    batches: Math.ceil(count / batchSize),
    estimatedBytes: size.fixedBytes + batchSize * size.imageBytes,
  };
}

/**
 * The largest batch that a model's graph takes: graphs exported with a fixed batch, in their input or in a reshape, take
 * images one by one. Throws where the sample's shape does not fit at all.
 */
export function largestBatch(model: Model, sample: readonly number[], wanted: number): number {
  const first = model.inputs[0]!;
  const fixed = model.tensors[first]!.shape[0];
  if (typeof fixed === 'number') {
    resolveShapes(model, [[fixed, ...sample]]);
    if (fixed === 1) return 1;
    throw new Error(
      `The model wants exactly ${fixed} images at once; export it with a free or single batch.`,
    );
  }
  resolveShapes(model, [[1, ...sample]]);
  if (wanted === 1) return 1;
  try {
    const shapes = resolveShapes(model, [[wanted, ...sample]]);
    const whole = model.outputs.every((id) => shapes.shape(id)[0] === wanted);
    return whole ? wanted : 1;
  } catch {
    return 1;
  }
}
