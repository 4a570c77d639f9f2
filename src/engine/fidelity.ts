import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import { loadLayersModel } from '@tensorflow/tfjs-layers';
import type { ModelFile } from '../core/formats/ModelFormat.ts';
import { parseModelJson } from '../core/formats/modelJson.ts';
import { readModel } from '../core/formats/readModel.ts';
import { foldModel } from '../core/model/foldModel.ts';
import type { Layer } from '../core/model/Layer.ts';
import { listLayers } from '../core/model/listLayers.ts';
import type { Model, Weights } from '../core/model/Model.ts';
import { inputShapesAt, resolveShapes } from '../core/model/resolveShapes.ts';
import { createGraphRunner } from './runGraph.ts';

/** How near our graph is to TensorFlow.js's own loader on the same file. For tests only. */
export interface Fidelity {
  readonly model: Model;
  readonly folded: Model;
  readonly layers: readonly Layer[];
  /** Largest absolute difference over all outputs, as a share of that output's range. */
  readonly rawError: number;
  readonly foldedError: number;
  /** Live tensors that our two runs left behind. */
  readonly leaked: number;
}

/**
 * Runs seeded noise through TensorFlow.js's loader, through our graph as read, and through our graph folded, all on
 * the current backend. `open` stands for free heights and widths.
 */
export async function fidelityOf(files: readonly ModelFile[], open = 64, batch = 1): Promise<Fidelity> {
  const { model, weights, format, main } = readModel(files);
  const shapes = inputShapesAt(model, batch, open);
  const inputs = model.inputs.map((id, i) => noise(shapes[i]!, model.tensors[id]!.dtype));
  const wanted = await reference(files, main, format.id, model, inputs);
  const before = tf.memory().numTensors;
  const rawError = await errorOf(model, weights, inputs, wanted);
  const { model: folded, weights: foldedWeights } = foldModel(model, weights);
  const foldedError = await errorOf(folded, foldedWeights, inputs, wanted);
  const leaked = tf.memory().numTensors - before;
  for (const x of inputs) x.dispose();
  return {
    model,
    folded,
    layers: listLayers(folded, resolveShapes(folded, shapes)),
    rawError,
    foldedError,
    leaked,
  };
}

/** Uniform in 0..1 (0..255 for integers) from a linear congruential generator. */
function noise(shape: readonly number[], dtype: 'float32' | 'int32' | 'bool'): tf.Tensor {
  const values = new Float32Array(shape.reduce((total, n) => total * n, 1));
  let state = 12345;
  for (let i = 0; i < values.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    values[i] = state / 2 ** 32;
  }
  return dtype === 'float32'
    ? tf.tensor(values, [...shape])
    : tf.tensor(
        Int32Array.from(values, (x) => Math.floor(x * 255)),
        [...shape],
        'int32',
      );
}

async function reference(
  files: readonly ModelFile[],
  main: string,
  format: string,
  model: Model,
  inputs: readonly tf.Tensor[],
): Promise<Float32Array[]> {
  const json = parseModelJson(files, main);
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  const shards = json.weightsManifest
    .flatMap((group) => group.paths)
    .map((path) => files.find((file) => file.path === folder + path)!.bytes);
  const handler = tf.io.fromMemory({
    modelTopology: json.modelTopology,
    weightSpecs: json.weightsManifest.flatMap(
      (group) => group.weights,
    ) as unknown as tf.io.WeightsManifestEntry[],
    weightData: await new Blob(shards as Uint8Array<ArrayBuffer>[]).arrayBuffer(),
    ...(json.signature ? { signature: json.signature } : {}),
    ...(json.userDefinedMetadata
      ? { userDefinedMetadata: json.userDefinedMetadata as Record<string, unknown> }
      : {}),
  });
  const results =
    format === 'tfjs-layers' ? await runLayers(handler, inputs) : await runGraph(handler, model, inputs);
  const values = await Promise.all(results.map(async (y) => Float32Array.from(await y.data())));
  for (const y of results) y.dispose();
  return values;
}

async function runLayers(handler: tf.io.IOHandler, inputs: readonly tf.Tensor[]): Promise<tf.Tensor[]> {
  const network = await loadLayersModel(handler);
  const y = network.predict(inputs.length === 1 ? inputs[0]! : [...inputs]);
  network.dispose();
  return Array.isArray(y) ? y : [y];
}

async function runGraph(
  handler: tf.io.IOHandler,
  model: Model,
  inputs: readonly tf.Tensor[],
): Promise<tf.Tensor[]> {
  const network = await loadGraphModel(handler);
  const feed = Object.fromEntries(model.inputs.map((id, i) => [model.tensors[id]!.name, inputs[i]!]));
  const names = model.outputs.map((id) => model.tensors[id]!.name);
  const y = await network.executeAsync(feed, names);
  network.dispose();
  return Array.isArray(y) ? y : [y];
}

async function errorOf(
  model: Model,
  weights: Weights,
  inputs: readonly tf.Tensor[],
  wanted: readonly Float32Array[],
): Promise<number> {
  const runner = createGraphRunner(model, weights);
  const outputs = runner.run(inputs);
  let worst = 0;
  for (const [i, id] of model.outputs.entries()) {
    worst = Math.max(worst, relativeError(await outputs.get(id)!.data(), wanted[i]!));
  }
  for (const y of outputs.values()) y.dispose();
  runner.dispose();
  return worst;
}

/** max |a - b| over max b - min b. Infinity where lengths differ or a number is not one. */
function relativeError(got: ArrayLike<number>, wanted: Float32Array): number {
  if (got.length !== wanted.length) return Number.POSITIVE_INFINITY;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let error = 0;
  for (let i = 0; i < wanted.length; i++) {
    low = Math.min(low, wanted[i]!);
    high = Math.max(high, wanted[i]!);
    const difference = Math.abs(got[i]! - wanted[i]!);
    if (!(difference <= error)) error = Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference;
  }
  return high > low ? error / (high - low) : error;
}
