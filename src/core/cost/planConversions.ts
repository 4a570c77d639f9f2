import type { Layer } from '../model/Layer.ts';
import type { Model } from '../model/Model.ts';
import type { Pair } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { memoryBandwidth } from './kernelSpeed.ts';
import { shapesOfLayers } from './shapesOfLayers.ts';

/** A tensor that is written at one width and read at another. */
export interface Conversion {
  /** Name of the tensor. */
  readonly tensor: string;
  /** Bits written and bits wanted; negative for float. */
  readonly from: number;
  readonly to: number;
  /** Elements of one image. */
  readonly elements: number;
}

export interface PlanConversions {
  readonly conversions: readonly Conversion[];
  /** Milliseconds per image for all of them; null where the profile does not say what one costs. */
  readonly ms: number | null;
}

const float32 = -32;

function widthOf(pair: Pair | null): number {
  if (!pair) return float32;
  return pair.activationFloat ? -pair.activationBits : pair.activationBits;
}

const wider = (a: number, b: number): number => (Math.abs(b) > Math.abs(a) || (b === -a && b < 0) ? b : a);

/** What of a model decides where widths change: the same for every plan, and asked for at every step of a budget. */
interface Readers {
  readonly model: Model;
  /** By node: its place among the layers, or -1. */
  readonly layerOf: readonly number[];
  /** By node: the nodes that read its outputs. */
  readonly after: readonly (readonly number[])[];
  /** Activations that a node makes, with who reads them. */
  readonly tensors: readonly {
    readonly id: number;
    readonly producer: number;
    readonly readers: readonly number[];
  }[];
}

const known = new WeakMap<readonly Layer[], Readers>();

function readersOf(model: Model, layers: readonly Layer[]): Readers {
  const before = known.get(layers);
  if (before?.model === model) return before;
  const place = new Map(layers.map((layer, index) => [layer.node, index]));
  const found: Readers = {
    model,
    layerOf: model.nodes.map((node) => place.get(node.id) ?? -1),
    after: model.nodes.map((node) => [
      ...new Set(node.outputs.flatMap((id) => model.tensors[id]!.consumers)),
    ]),
    tensors: model.tensors.flatMap(({ id, producer, constant, consumers }) =>
      producer === null || constant ? [] : [{ id, producer, readers: [...new Set(consumers)] }],
    ),
  };
  known.set(layers, found);
  return found;
}

/**
 * Every change of width in a plan. A layer reads and writes at the activation width of its pair (null: float32); what
 * lies between layers (joins, pools, activations) runs at the widest width that the layers beyond it read, and, beyond
 * the last layer, at the width it is given. The network's input is quantized for its readers and counts as no change.
 * A tensor is converted once for each further width that is read.
 */
export function findConversions(
  model: Model,
  layers: readonly Layer[],
  pairOf: (layer: Layer) => Pair | null,
): readonly Conversion[] {
  const { layerOf, after, tensors } = readersOf(model, layers);
  // What each node runs at, from the outputs up: 0 where no layer is downstream.
  const runs = new Int32Array(model.nodes.length);
  for (let node = runs.length - 1; node >= 0; node--) {
    const layer = layerOf[node]!;
    if (layer >= 0) runs[node] = widthOf(pairOf(layers[layer]!));
    else for (const reader of after[node]!) runs[node] = wider(runs[node]!, runs[reader]!);
  }
  const found: Conversion[] = [];
  for (const { id, producer, readers } of tensors) {
    const from = runs[producer]!;
    if (from === 0) continue;
    const first = found.length;
    for (const reader of readers) {
      const to = runs[reader]!;
      if (to === 0 || to === from || found.slice(first).some((other) => other.to === to)) continue;
      const shape = shapesOfLayers(model, layers).shape(id);
      const elements = shape.reduce((total, n) => total * n, 1);
      found.push({ tensor: model.tensors[id]!.name, from, to, elements });
    }
  }
  return found;
}

/**
 * The changes of width in a plan and what they cost together, ms per image. By the profile's `requantize_between_widths`:
 * `free` costs nothing; `op` is one operation each, which reads the tensor at one width and writes it at the other
 * (bytes / bandwidth, and the overhead of an op); anything else has no known price.
 */
export function planConversions(
  model: Model,
  layers: readonly Layer[],
  profile: Profile,
  pairOf: (layer: Layer) => Pair | null,
): PlanConversions {
  const conversions = findConversions(model, layers, pairOf);
  const rule = profile.graph_rules.requantize_between_widths;
  if (conversions.length === 0 || rule === 'free') return { conversions, ms: 0 };
  const bandwidth = memoryBandwidth(profile);
  if (rule !== 'op' || 'missing' in bandwidth) return { conversions, ms: null };
  const overhead = profile.latency_model.op_overhead_s?.value ?? 0;
  const seconds = conversions.reduce(
    (total, { from, to, elements }) =>
      total + (elements * (Math.abs(from) + Math.abs(to))) / 8 / bandwidth.value + overhead,
    0,
  );
  return { conversions, ms: seconds * 1000 };
}
