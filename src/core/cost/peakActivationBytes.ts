import type { Layer } from '../model/Layer.ts';
import type { Model, ModelNode, TensorId } from '../model/Model.ts';
import type { Pair } from '../profile/Pair.ts';
import { shapesOfLayers } from './shapesOfLayers.ts';

/** Ops that only rename their input: no memory of their own. */
const views: ReadonlySet<string> = new Set(['identity', 'reshape', 'flatten', 'squeeze', 'expandDims']);

const isView = (node: ModelNode): boolean => views.has(node.op) && !node.activation;

export interface ActivationPeak {
  readonly bytes: number;
  /** Name of the node at which the most is live. */
  readonly node: string;
}

/** Bits of every activation: what its readers want, the widest of them; through joins and pools the reader beyond. */
function tensorBits(
  model: Model,
  layerAt: ReadonlyMap<number, Layer>,
  bitsOf: (layer: Layer) => number,
): number[] {
  const bits: number[] = model.tensors.map(() => 0);
  for (const id of model.outputs) bits[id] = 32;
  for (const node of model.nodes.toReversed()) {
    const layer = layerAt.get(node.id);
    const wanted = layer ? bitsOf(layer) : Math.max(...node.outputs.map((id) => bits[id]!));
    for (const id of node.inputs) {
      if (!model.tensors[id]!.constant) bits[id] = Math.max(bits[id]!, wanted);
    }
  }
  return bits.map((b) => b || 32);
}

/**
 * The largest sum of live activations of one image over the model's topological order, in bytes, when each layer's input
 * has the activation width of its pair (null: float32). A tensor that several nodes read has the widest width asked for;
 * network outputs are float32.
 */
export function peakActivationBytes(
  model: Model,
  layers: readonly Layer[],
  pairOf: (layer: Layer) => Pair | null,
): ActivationPeak {
  const shapes = shapesOfLayers(model, layers);
  const layerAt = new Map(layers.map((layer) => [layer.node, layer]));
  const bits = tensorBits(model, layerAt, (layer) => pairOf(layer)?.activationBits ?? 32);
  const owner = model.tensors.map((tensor) => tensor.id);
  for (const node of model.nodes) {
    if (isView(node)) for (const id of node.outputs) owner[id] = owner[node.inputs[0]!]!;
  }
  const bytes = new Map<TensorId, number>();
  const lastUse = new Map<TensorId, number>();
  const active = (id: TensorId): boolean => !model.tensors[id]!.constant;
  const note = (id: TensorId, step: number): void => {
    const at = owner[id]!;
    const count = shapes.shape(id).reduce((total, n) => total * n, 1);
    bytes.set(at, Math.max(bytes.get(at) ?? 0, (count * bits[id]!) / 8));
    lastUse.set(at, Math.max(lastUse.get(at) ?? 0, step));
  };
  model.nodes.forEach((node, step) => {
    for (const id of [...node.inputs, ...node.outputs]) if (active(id)) note(id, step);
  });
  for (const id of model.outputs) if (active(id)) note(id, model.nodes.length);

  const live = new Set<TensorId>(model.inputs.map((id) => owner[id]!));
  let peak: ActivationPeak = { bytes: 0, node: '' };
  let total = [...live].reduce((sum, id) => sum + (bytes.get(id) ?? 0), 0);
  model.nodes.forEach((node, step) => {
    for (const id of node.outputs) {
      const at = owner[id]!;
      if (active(id) && !live.has(at)) {
        live.add(at);
        total += bytes.get(at) ?? 0;
      }
    }
    if (total > peak.bytes) peak = { bytes: total, node: node.name };
    for (const id of new Set([...node.inputs, ...node.outputs].map((t) => owner[t]!))) {
      if (live.has(id) && (lastUse.get(id) ?? 0) <= step) {
        live.delete(id);
        total -= bytes.get(id) ?? 0;
      }
    }
  });
  return peak;
}
