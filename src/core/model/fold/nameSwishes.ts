import type { ActivationName, ModelNode, TensorId } from '../Model.ts';
import type { Folding } from './Folding.ts';

/**
 * Frameworks write swish and hard swish out as products: x * sigmoid(x), x * relu6(x + 3) / 6. They become one
 * activation, which the layer before can carry.
 */
export function nameSwishes(folding: Folding): void {
  for (const { id } of folding.nodes()) {
    const node = folding.node(id);
    if (!node || node.activation) continue;
    const found = hardSwish(node, folding) ?? swish(node, folding);
    if (found) fuse(node, found, folding);
  }
}

interface Found {
  readonly fn: ActivationName;
  /** The sixth of a hard swish as the file has it: float16 files round it. */
  readonly alpha?: number;
  readonly x: TensorId;
  readonly gone: readonly ModelNode[];
}

function fuse(node: ModelNode, { fn, alpha, x, gone }: Found, folding: Folding): void {
  const absorbed = [...node.absorbed, ...gone.flatMap((one) => [one.name, ...one.absorbed])];
  for (const one of gone) folding.remove(one);
  folding.remove(node);
  const { id, name, outputs } = node;
  const attrs = { fn, ...(alpha === undefined ? {} : { alpha }) };
  folding.add({ id, name, op: 'unary', attrs, inputs: [x], outputs, absorbed });
}

function swish(node: ModelNode, folding: Folding): Found | null {
  return product(node, (x, gate) => {
    const sigmoid = inner(gate, node, 'unary', folding);
    if (sigmoid?.op !== 'unary' || sigmoid.attrs.fn !== 'sigmoid' || sigmoid.inputs[0] !== x) return null;
    return { fn: 'swish', x, gone: [sigmoid] };
  });
}

/** The sixth may be on x, on the gate, or on the product. */
function hardSwish(node: ModelNode, folding: Folding): Found | null {
  const outside = sixth(node, folding);
  if (outside) {
    const times = inner(outside.of, node, 'binary', folding);
    const found = times && product(times, (x, gate) => gated(x, gate, times, outside.alpha, folding));
    return found && { ...found, gone: [times, ...found.gone] };
  }
  return product(node, (a, b) => {
    const times = inner(a, node, 'binary', folding);
    const inside = times && sixth(times, folding);
    if (!inside) return null;
    const found =
      gated(inside.of, b, node, inside.alpha, folding) ?? gated(b, inside.of, times, inside.alpha, folding);
    return found && { ...found, gone: [times, ...found.gone] };
  });
}

/** `gate` is relu6(x + 3), read by `reader` alone. */
function gated(
  x: TensorId,
  gate: TensorId,
  reader: ModelNode,
  alpha: number,
  folding: Folding,
): Found | null {
  const relu = inner(gate, reader, 'unary', folding);
  if (relu?.op !== 'unary' || relu.attrs.fn !== 'relu6') return null;
  const plus = inner(relu.inputs[0]!, relu, 'binary', folding);
  if (plus?.op !== 'binary' || plus.attrs.fn !== 'add' || !plus.inputs.includes(x)) return null;
  const three = plus.inputs.find((id) => id !== x);
  if (three === undefined || numberOf(three, folding) !== 3) return null;
  return { fn: 'hardSwish', alpha, x, gone: [relu, plus] };
}

/** What a node multiplies by about one sixth; null where it does not. */
function sixth(node: ModelNode, folding: Folding): { of: TensorId; alpha: number } | null {
  if (node.op !== 'binary') return null;
  const [a, b] = node.inputs as [TensorId, TensorId];
  const [left, right] = [numberOf(a, folding), numberOf(b, folding)];
  const near = (alpha: number | null): alpha is number => alpha !== null && Math.abs(alpha * 6 - 1) < 1e-3;
  if (node.attrs.fn === 'div') return right !== null && near(1 / right) ? { of: a, alpha: 1 / right } : null;
  if (node.attrs.fn !== 'mul') return null;
  return near(right) ? { of: a, alpha: right } : near(left) ? { of: b, alpha: left } : null;
}

function product(node: ModelNode, find: (a: TensorId, b: TensorId) => Found | null): Found | null {
  if (node.op !== 'binary' || node.attrs.fn !== 'mul' || node.activation) return null;
  const [a, b] = node.inputs as [TensorId, TensorId];
  return find(a, b) ?? find(b, a);
}

function inner(
  tensor: TensorId,
  reader: ModelNode,
  op: 'unary' | 'binary',
  folding: Folding,
): ModelNode | null {
  const node = folding.producerOf(tensor);
  return node?.op === op && !node.activation && folding.readOnlyBy(tensor, reader) ? node : null;
}

function numberOf(tensor: TensorId, folding: Folding): number | null {
  const values = folding.weights.get(tensor)?.values;
  return values?.length === 1 ? values[0]! : null;
}
