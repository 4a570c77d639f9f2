import type { ModelNode, TensorId } from '../Model.ts';
import type { Folding } from './Folding.ts';

/**
 * PReLU written out: relu(x) + a * relu(-x), or relu(x) + a * (x - |x|), with a constant a. It becomes one prelu,
 * which the layer before can carry.
 */
export function namePrelus(folding: Folding): void {
  for (const { id } of folding.nodes()) {
    const node = folding.node(id);
    if (node?.op !== 'binary' || node.attrs.fn !== 'add' || node.activation) continue;
    const [a, b] = node.inputs as [TensorId, TensorId];
    const found = preluOf(a, b, node, folding) ?? preluOf(b, a, node, folding);
    if (found) fuse(node, found, folding);
  }
}

interface Found {
  readonly x: TensorId;
  readonly slope: TensorId;
  /** prelu's slope is this many times the constant. */
  readonly factor: number;
  readonly gone: readonly ModelNode[];
}

function fuse(node: ModelNode, { x, slope, factor, gone }: Found, folding: Folding): void {
  const { shape, values } = folding.weights.get(slope)!;
  const alpha = folding.constant(`${node.name}/alpha`, {
    shape,
    values: Float32Array.from(values, (v) => v * factor),
  });
  for (const one of gone) folding.remove(one);
  folding.remove(node);
  const absorbed = [...node.absorbed, ...gone.flatMap((one) => [one.name, ...one.absorbed])];
  const { id, name, outputs } = node;
  folding.add({ id, name, op: 'prelu', attrs: {}, inputs: [x, alpha], outputs, absorbed });
}

function preluOf(positive: TensorId, negative: TensorId, node: ModelNode, folding: Folding): Found | null {
  const relu = only(positive, node, folding);
  if (relu?.op !== 'unary' || relu.attrs.fn !== 'relu') return null;
  const x = relu.inputs[0]!;
  const scaled = only(negative, node, folding);
  if (scaled?.op !== 'binary' || scaled.attrs.fn !== 'mul') return null;
  const [slope] = scaled.inputs.filter((id) => folding.weights.has(id));
  const rest = scaled.inputs.find((id) => id !== slope);
  if (slope === undefined || rest === undefined) return null;
  const below = only(rest, scaled, folding);
  const part = below && (mirrored(x, below, folding) ?? difference(x, below, folding));
  return part && { x, slope, factor: part.factor, gone: [relu, scaled, ...part.gone] };
}

interface Part {
  readonly factor: number;
  readonly gone: readonly ModelNode[];
}

/** relu(-x), which is -x below zero. */
function mirrored(x: TensorId, node: ModelNode, folding: Folding): Part | null {
  if (node.op !== 'unary' || node.attrs.fn !== 'relu') return null;
  const minus = only(node.inputs[0]!, node, folding);
  if (minus?.op !== 'unary' || minus.attrs.fn !== 'neg' || minus.inputs[0] !== x) return null;
  return { factor: -1, gone: [node, minus] };
}

/** x - |x|, which is 2 x below zero. */
function difference(x: TensorId, node: ModelNode, folding: Folding): Part | null {
  if (node.op !== 'binary' || node.attrs.fn !== 'sub' || node.inputs[0] !== x) return null;
  const size = only(node.inputs[1]!, node, folding);
  if (size?.op !== 'unary' || size.attrs.fn !== 'abs' || size.inputs[0] !== x) return null;
  return { factor: 2, gone: [node, size] };
}

function only(tensor: TensorId, reader: ModelNode, folding: Folding): ModelNode | null {
  const node = folding.producerOf(tensor);
  return node && !node.activation && folding.readOnlyBy(tensor, reader) ? node : null;
}
