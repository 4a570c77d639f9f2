import type { ModelNode, TensorData, TensorId } from '../Model.ts';
import { affineOf } from './Affine.ts';
import type { Folding } from './Folding.ts';

type Layer = Extract<ModelNode, { op: 'conv' | 'depthwiseConv' | 'transposeConv' | 'dense' }>;

/**
 * Batch norms, bias adds and constant scales are taken into the weights and bias of the layer before them, where
 * that layer feeds nothing else and has no activation of its own.
 */
export function foldAffine(folding: Folding): void {
  for (const { id } of folding.nodes().filter(isLayer)) {
    for (;;) {
      const layer = folding.node(id);
      if (!layer || !isLayer(layer) || !foldOnce(layer, folding)) break;
    }
  }
}

function isLayer(node: ModelNode): node is Layer {
  return (
    node.op === 'conv' || node.op === 'depthwiseConv' || node.op === 'transposeConv' || node.op === 'dense'
  );
}

function foldOnce(layer: Layer, folding: Folding): boolean {
  const [y] = layer.outputs;
  const [, w, b] = layer.inputs;
  if (layer.activation || y === undefined || w === undefined) return false;
  const [next] = folding.consumersOf(y);
  const filter = folding.weights.get(w);
  if (!next || !filter || !folding.readOnlyBy(y, next) || (b !== undefined && !folding.weights.has(b)))
    return false;
  const channels = channelsOf(layer, filter);
  const affine = affineOf(next, channels, folding);
  if (!affine || affine.x !== y) return false;
  // A scale of nothing but ones is a bias: the filter stays the file's own.
  const scaled = affine.scale.some((s) => s !== 1);
  const filterId = scaled
    ? folding.constant(`${layer.name}/weights`, scaleFilter(layer, filter, affine.scale))
    : w;
  const old = b === undefined ? undefined : folding.weights.get(b)!.values;
  const bias = Float32Array.from(affine.shift, (shift, c) => (old?.[c] ?? 0) * affine.scale[c]! + shift);
  const biasId: TensorId = folding.constant(`${layer.name}/bias`, { shape: [channels], values: bias });
  const changed: ModelNode = { ...layer, inputs: [layer.inputs[0]!, filterId, biasId] };
  folding.absorb(changed, next);
  return true;
}

function channelsOf(layer: Layer, { shape }: TensorData): number {
  if (layer.op === 'depthwiseConv') return shape[2]! * shape[3]!;
  return layer.op === 'transposeConv' ? shape[2]! : shape.at(-1)!;
}

/** Each filter value times the scale of the output channel it feeds. */
function scaleFilter(layer: Layer, { shape, values }: TensorData, scale: Float64Array): TensorData {
  const channel =
    layer.op === 'transposeConv'
      ? (i: number) => Math.floor(i / shape[3]!) % shape[2]!
      : // The last axis, or for depthwise the last two, run over output channels.
        (i: number) => i % scale.length;
  return { shape, values: Float32Array.from(values, (v, i) => v * scale[channel(i)]!) };
}
