import type { Shape, TensorId } from '../model/Model.ts';
import { ModelBuilder } from '../model/ModelBuilder.ts';
import { Config } from './Config.ts';
import { decodeWeights } from './decodeWeights.ts';
import { KerasWeights } from './keras/KerasWeights.ts';
import { kerasLayers, refusalOf } from './keras/kerasLayers.ts';
import {
  type KerasLayer,
  type KerasModel,
  kerasModel,
  modelClasses,
  type TensorRef,
} from './keras/kerasTopology.ts';
import type { ModelFormat } from './ModelFormat.ts';
import { findModelJson, modelNameOf, parseModelJson } from './modelJson.ts';
import { ReadError } from './ReadError.ts';

/** Models that Keras or TensorFlow.js saved layer by layer (`loadLayersModel`). */
export const tfjsLayers: ModelFormat = {
  id: 'tfjs-layers',
  title: 'TensorFlow.js layers model',
  match: (files) => findModelJson(files, 'layers'),
  read: (files, main) => {
    const json = parseModelJson(files, main);
    const topology = (json.modelTopology.model_config ?? json.modelTopology) as Record<string, unknown>;
    const root = kerasModel(topology);
    const builder = new ModelBuilder();
    const weights = new KerasWeights(builder, decodeWeights(json.weightsManifest, files, main));
    const outputs = addModel(root, null, { builder, weights });
    return builder.build(modelNameOf(main), 'tfjs-layers', outputs);
  },
};

interface Reading {
  readonly builder: ModelBuilder;
  readonly weights: KerasWeights;
}

/** Adds one (nested) model's nodes. `given`: what feeds its inputs; null at the top, where inputs are made. */
function addModel(model: KerasModel, given: readonly TensorId[] | null, reading: Reading): TensorId[] {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const made = new Map<string, TensorId[]>();
  const pending = new Set<string>();
  const first = firstCalls(model);
  const callOf = (ref: TensorRef): number => Math.max(0, ref.call - (first.get(ref.layer) ?? 0));

  const outputsOf = (name: string, call: number): TensorId[] => {
    const key = `${name} ${call}`;
    const known = made.get(key);
    if (known) return known;
    const layer = layers.get(name);
    if (!layer) throw new ReadError(`A layer reads "${name}", which the model does not have.`);
    if (pending.has(key)) throw new ReadError(`The layer "${name}" feeds itself; loops are not supported.`);
    pending.add(key);
    const sources = layer.calls[call];
    const inputs = (sources ?? []).map((ref) => {
      const tensor = outputsOf(ref.layer, callOf(ref))[ref.output];
      if (tensor === undefined)
        throw new ReadError(
          `The layer "${name}" reads output ${ref.output} of "${ref.layer}", which has none.`,
        );
      return tensor;
    });
    const outputs = addLayer(layer, inputs.length > 0 ? inputs : feed(layer), reading);
    made.set(key, outputs);
    return outputs;
  };

  /** What enters an input layer, or the first layer of a Sequential model. */
  const feed = (layer: KerasLayer): TensorId[] => {
    const index = model.inputs.findIndex((ref) => ref.layer === layer.name);
    if (index < 0) throw new ReadError(`The layer "${layer.name}" has no input.`);
    const outer = given?.[index];
    if (outer !== undefined) return [outer];
    return [modelInput(layer, reading.builder)];
  };

  // Inputs first and in order, then the file's own order, which keeps the graph as its author wrote it.
  for (const ref of model.inputs) outputsOf(ref.layer, 0);
  for (const layer of model.layers) {
    layer.calls.forEach((_, call) => {
      outputsOf(layer.name, call);
    });
  }
  return model.outputs.map((ref) => {
    const tensor = outputsOf(ref.layer, callOf(ref))[ref.output];
    if (tensor === undefined)
      throw new ReadError(`The model's output "${ref.layer}" is not made by any layer.`);
    return tensor;
  });
}

/**
 * Where references to nested models begin: Keras counts a nested model's own construction as its call 0 and may
 * not write it, so that the first written call is named 1.
 */
function firstCalls(model: KerasModel): ReadonlyMap<string, number> {
  const highest = new Map<string, number>();
  for (const ref of [...model.outputs, ...model.layers.flatMap((layer) => layer.calls.flat())]) {
    highest.set(ref.layer, Math.max(highest.get(ref.layer) ?? 0, ref.call));
  }
  return new Map(
    model.layers.map((layer) => [
      layer.name,
      Math.max(0, (highest.get(layer.name) ?? 0) + 1 - layer.calls.length),
    ]),
  );
}

function addLayer(layer: KerasLayer, inputs: readonly TensorId[], { builder, weights }: Reading): TensorId[] {
  if (layer.className === 'InputLayer') return [...inputs];
  if (modelClasses.has(layer.className)) {
    return addModel(kerasModel({ class_name: layer.className, config: layer.config }), inputs, {
      builder,
      weights,
    });
  }
  const where = `Layer "${layer.name}" (${layer.className})`;
  const handler = Object.hasOwn(kerasLayers, layer.className) ? kerasLayers[layer.className] : undefined;
  if (!handler) throw new ReadError(`${where} ${refusalOf(layer.className)}`);
  return [
    handler({
      builder,
      name: layer.name,
      className: layer.className,
      config: new Config(where, layer.config),
      inputs,
      weight: (suffix, index, reshape) => weights.get(layer.name, suffix, index, where, reshape),
      constant: (suffix, data) => builder.constant(`${layer.name}/${suffix}`, data),
    }),
  ];
}

function modelInput(layer: KerasLayer, builder: ModelBuilder): TensorId {
  const nested = firstConfig(layer);
  const shape = nested.batch_input_shape ?? nested.batch_shape ?? nested.batchInputShape;
  if (!Array.isArray(shape)) {
    throw new ReadError(
      `The first layer "${layer.name}" has no batch_input_shape, so the model's input size is unknown.`,
    );
  }
  const name = layer.className === 'InputLayer' ? layer.name : `${layer.name}_input`;
  return builder.input(name, shape.map((n, d) => (typeof n === 'number' && d > 0 ? n : null)) as Shape);
}

/** The config of the innermost first layer of nested Sequential models. */
function firstConfig(layer: KerasLayer): Readonly<Record<string, unknown>> {
  if (!modelClasses.has(layer.className)) return layer.config;
  const nested = kerasModel({ class_name: layer.className, config: layer.config });
  const first = nested.layers.find((one) => one.name === nested.inputs[0]?.layer);
  return first ? firstConfig(first) : layer.config;
}
