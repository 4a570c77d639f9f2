import type { Layer } from '../model/Layer.ts';
import type { Model, ModelNode, TensorId } from '../model/Model.ts';
import { shapesOfLayers } from './shapesOfLayers.ts';

/** Ops that only rename their input: no memory of their own. */
const views: ReadonlySet<string> = new Set(['identity', 'reshape', 'flatten', 'squeeze', 'expandDims']);

const isView = (node: ModelNode): boolean => views.has(node.op) && !node.activation;

const floatBits = 32;

/** An activation that takes memory of its own; views of it are the same memory. */
export interface ScheduledTensor {
  readonly id: TensorId;
  readonly name: string;
  /** Per image. */
  readonly values: number;
  /** 32 where the network's output or nothing that is quantized reads it, else 0. */
  readonly bits: number;
  /** Indexes of the layers whose input width it takes, the widest of them; through joins and pools the layers beyond. */
  readonly layers: readonly number[];
}

/** What is live when, at any bits: the nodes in order, each with the tensors that are in memory while it runs. */
export interface ActivationSchedule {
  readonly tensors: readonly ScheduledTensor[];
  readonly steps: readonly { readonly node: string; readonly live: readonly number[] }[];
}

/** Layers that read each tensor, itself or through nodes that are no layer; -1: a reader at float32. */
function readersOf(model: Model, layers: readonly Layer[]): readonly ReadonlySet<number>[] {
  const layerAt = new Map(layers.map((layer, index) => [layer.node, index]));
  const readers = model.tensors.map(() => new Set<number>());
  for (const id of model.outputs) readers[id]!.add(-1);
  for (const node of model.nodes.toReversed()) {
    const layer = layerAt.get(node.id);
    const wanted = layer === undefined ? node.outputs.flatMap((id) => [...readers[id]!]) : [layer];
    for (const id of node.inputs) {
      if (!model.tensors[id]!.constant) for (const reader of wanted) readers[id]!.add(reader);
    }
  }
  return readers;
}

function schedule(model: Model, layers: readonly Layer[]): ActivationSchedule {
  const shapes = shapesOfLayers(model, layers);
  const readers = readersOf(model, layers);
  const owner = model.tensors.map((tensor) => tensor.id);
  for (const node of model.nodes) {
    if (isView(node)) for (const id of node.outputs) owner[id] = owner[node.inputs[0]!]!;
  }
  const values = new Map<TensorId, number>();
  const wanted = new Map<TensorId, Set<number>>();
  const lastUse = new Map<TensorId, number>();
  const active = (id: TensorId): boolean => !model.tensors[id]!.constant;
  const note = (id: TensorId, step: number): void => {
    const at = owner[id]!;
    const count = shapes.shape(id).reduce((total, n) => total * n, 1);
    values.set(at, Math.max(values.get(at) ?? 0, count));
    const known = wanted.get(at) ?? new Set<number>();
    wanted.set(at, known);
    for (const reader of readers[id]!) known.add(reader);
    if (readers[id]!.size === 0) known.add(-1);
    lastUse.set(at, Math.max(lastUse.get(at) ?? 0, step));
  };
  model.nodes.forEach((node, step) => {
    for (const id of [...node.inputs, ...node.outputs]) if (active(id)) note(id, step);
  });
  for (const id of model.outputs) if (active(id)) note(id, model.nodes.length);

  const index = new Map([...values.keys()].map((id, at) => [id, at]));
  const tensors = [...values].map(([id, count]): ScheduledTensor => {
    const read = wanted.get(id)!;
    return {
      id,
      name: model.tensors[id]!.name,
      values: count,
      bits: read.has(-1) ? floatBits : 0,
      layers: [...read].filter((layer) => layer >= 0).sort((a, b) => a - b),
    };
  });
  const live = new Set<TensorId>(model.inputs.map((id) => owner[id]!).filter((id) => index.has(id)));
  const steps = model.nodes.map((node, step) => {
    for (const id of node.outputs) if (active(id)) live.add(owner[id]!);
    const now = [...live].map((id) => index.get(id)!);
    for (const id of new Set([...node.inputs, ...node.outputs].map((t) => owner[t]!))) {
      if ((lastUse.get(id) ?? 0) <= step) live.delete(id);
    }
    return { node: node.name, live: now };
  });
  return { tensors, steps };
}

const known = new WeakMap<Model, { layers: readonly Layer[]; schedule: ActivationSchedule }>();

/**
 * The tensors in memory at each node of the model's topological order, for one image. A tensor takes the widest bits that
 * its readers want: a layer its pair's activation bits, a join or pool what its own output takes; network outputs
 * are float32. Made once for a model and its layers.
 */
export function activationSchedule(model: Model, layers: readonly Layer[]): ActivationSchedule {
  const made = known.get(model);
  if (made?.layers === layers) return made.schedule;
  const fresh = schedule(model, layers);
  known.set(model, { layers, schedule: fresh });
  return fresh;
}
