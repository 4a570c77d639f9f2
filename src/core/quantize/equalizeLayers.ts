import type { Model, ModelNode, TensorData, TensorId, Weights } from '../model/Model.ts';
import { equalizablePairs } from './equalizablePairs.ts';
import { type FilterAxes, filterAxes, firstInput, inputChannels } from './filterAxes.ts';

/** What equalization did to two consecutive layers. */
export interface EqualizedPair {
  /** Names of the layers. */
  readonly first: string;
  readonly second: string;
  readonly channels: number;
  /** Least and greatest factor that a channel between them was divided by. */
  readonly scales: readonly [number, number];
}

export interface Equalized {
  /** The given map with the filters and biases of equalized layers replaced. */
  readonly weights: Weights;
  readonly pairs: readonly EqualizedPair[];
  /** Rounds over the pairs until no factor changed by more than `settled`. */
  readonly sweeps: number;
}

/** A pair is settled when no factor would change by more than this share. */
const settled = 1e-3;
const mostSweeps = 100;
/** A channel whose weights are below this share of the layer's largest is dead: a factor for it would only blow up its bias. */
const deadShare = 1e-6;

interface Scaled {
  readonly node: ModelNode;
  readonly axes: FilterAxes;
  readonly filter: Float32Array;
  /** Factors of its input channels, and divisors of its output channels, so far. */
  readonly inputs: Float64Array;
  readonly outputs: Float64Array;
  /** Goes up when either changes. */
  version: number;
}

/**
 * Cross-layer equalization (Nagel et al. 2019, arXiv 1906.04721, section 4.1): between two consecutive layers, channel i of the
 * first is divided by s_i = sqrt(r1_i r2_i) / r2_i and channel i of the second multiplied by it, r being the largest absolute
 * weight of that output or input channel; then both have the range sqrt(r1_i r2_i). Pairs are gone over until nothing changes.
 * The float network computes the same, up to rounding. relu6 is not replaced by relu, as the paper does: its pairs stay as they
 * are. Factors are gathered in double precision and put on the weights once.
 */
export function equalizeLayers(model: Model, weights: Weights): Equalized {
  const layers = new Map<ModelNode, Scaled>();
  const scaledOf = (node: ModelNode): Scaled => {
    const known = layers.get(node);
    if (known) return known;
    const { shape, values } = weights.get(node.inputs[1]!)!;
    const axes = filterAxes(node, shape);
    const made: Scaled = {
      node,
      axes,
      filter: values as Float32Array,
      inputs: new Float64Array(inputChannels(axes)).fill(1),
      outputs: new Float64Array(axes.outputs).fill(1),
      version: 0,
    };
    layers.set(node, made);
    return made;
  };
  const pairs = equalizablePairs(model).pairs.map(({ first, second }) => ({
    first: scaledOf(first),
    second: scaledOf(second),
    seen: '',
  }));

  let sweeps = 0;
  for (let changed = pairs.length > 0; changed && sweeps < mostSweeps; sweeps++) {
    changed = false;
    for (const pair of pairs) {
      const { first, second } = pair;
      // Nothing happened to either since this pair was last equalized.
      if (pair.seen === `${first.version}/${second.version}`) continue;
      if (equalizePair(first, second)) {
        first.version++;
        second.version++;
        changed = true;
      }
      pair.seen = `${first.version}/${second.version}`;
    }
  }

  const replaced = new Map<TensorId, TensorData>(weights);
  for (const layer of layers.values()) {
    if (layer.version === 0) continue;
    const [, filterId, biasId] = layer.node.inputs;
    replaced.set(filterId!, { shape: weights.get(filterId!)!.shape, values: scaledFilter(layer) });
    const bias = biasId === undefined ? undefined : weights.get(biasId)!;
    if (!bias || layer.outputs.every((s) => s === 1)) continue;
    const values = Float32Array.from(bias.values, (b, o) => b / layer.outputs[o]!);
    replaced.set(biasId!, { shape: bias.shape, values });
  }
  return {
    weights: replaced,
    pairs: pairs.map(({ first, second }) => ({
      first: first.node.name,
      second: second.node.name,
      channels: first.outputs.length,
      scales: [Math.min(...first.outputs), Math.max(...first.outputs)],
    })),
    sweeps,
  };
}

/** Equalizes one pair; whether a factor changed by more than `settled`. */
function equalizePair(first: Scaled, second: Scaled): boolean {
  const r1 = reachOf(first, 'output');
  const r2 = reachOf(second, 'input');
  const least1 = Math.max(...r1) * deadShare;
  const least2 = Math.max(...r2) * deadShare;
  const scales = r1.map((r, i) => (r > least1 && r2[i]! > least2 ? Math.sqrt(r / r2[i]!) : 1));
  if (scales.every((s) => Math.abs(s - 1) <= settled)) return false;
  scales.forEach((s, i) => {
    first.outputs[i]! *= s;
    second.inputs[i]! *= s;
  });
  return true;
}

/** Largest absolute weight of every output or input channel, factors so far included. */
function reachOf({ axes, filter, inputs, outputs }: Scaled, side: 'input' | 'output'): Float64Array {
  const reach = new Float64Array(side === 'output' ? outputs.length : inputs.length);
  eachWeight(axes, (at, o, c) => {
    const value = (Math.abs(filter[at]!) * inputs[c]!) / outputs[o]!;
    const channel = side === 'output' ? o : c;
    if (value > reach[channel]!) reach[channel] = value;
  });
  return reach;
}

function scaledFilter({ axes, filter, inputs, outputs }: Scaled): Float32Array {
  const scaled = new Float32Array(filter.length);
  eachWeight(axes, (at, o, c) => {
    scaled[at] = (filter[at]! * inputs[c]!) / outputs[o]!;
  });
  return scaled;
}

/** Every weight: where it lies, its output channel, its input channel. */
function eachWeight(axes: FilterAxes, visit: (at: number, output: number, input: number) => void): void {
  const { taps, inputs, outputs, inputStride, outputStride } = axes;
  const first = Int32Array.from({ length: outputs }, (_, o) => firstInput(axes, o));
  for (let tap = 0; tap < taps; tap++) {
    const from = tap * inputs * outputs;
    for (let i = 0; i < inputs; i++) {
      let at = from + i * inputStride;
      for (let o = 0; o < outputs; o++, at += outputStride) visit(at, o, first[o]! + i);
    }
  }
}
