import type { ModelNode, TensorId } from '../Model.ts';
import type { Folding } from './Folding.ts';

type Perm = readonly number[];

/**
 * Networks exported channels-first run each convolution between two transposes. Transposes are moved down through
 * what does not care about the order of axes, and up through pads, until they meet and cancel: the activations and
 * joins then follow their convolution directly, as the hardware runs them.
 */
export function moveTransposes(folding: Folding): void {
  if (!folding.nodes().some((node) => node.op === 'transpose')) return;
  for (const { id } of folding.nodes()) {
    const node = folding.node(id);
    if (node) liftAbovePad(node, folding);
  }
  for (const { id } of folding.nodes()) {
    const node = folding.node(id);
    if (node) sink(node, folding);
  }
  for (const { id } of folding.nodes()) {
    const node = folding.node(id);
    if (node) cancel(node, folding);
    if (node) reduceBefore(node, folding);
  }
  // What nothing reads any more would still count as a reader.
  for (const node of folding.nodes().reverse()) {
    const read = (id: TensorId): boolean =>
      folding.outputs.includes(id) || folding.consumersOf(id).length > 0;
    if (!node.outputs.some(read)) folding.remove(node);
  }
}

/** pad then transpose -> transpose then pad. */
function liftAbovePad(node: ModelNode, folding: Folding): void {
  const perm = permOf(node);
  const pad = perm && folding.producerOf(node.inputs[0]!);
  if (!perm || pad?.op !== 'pad' || !pad.attrs.paddings || pad.activation) return;
  if (!folding.readOnlyBy(pad.outputs[0]!, node)) return;
  const between = folding.tensor(`${node.name}/before`);
  const paddings = perm.map((axis) => pad.attrs.paddings![axis]!);
  folding.remove(pad);
  folding.replace({ ...node, inputs: [pad.inputs[0]!], outputs: [between] });
  folding.add({ ...pad, inputs: [between], outputs: node.outputs, attrs: { ...pad.attrs, paddings } });
}

/** transpose then op -> op then transpose, for ops that treat all axes alike. */
function sink(node: ModelNode, folding: Folding): void {
  const moved = movable(node, folding);
  const [y] = node.outputs;
  if (!moved || y === undefined || folding.outputs.includes(y) || folding.consumersOf(y).length === 0) return;
  const inner = folding.tensor(`${folding.tensors[y]!.name}/nhwc`);
  const under = { ...node, ...moved.changes, inputs: moved.inputs, outputs: [inner] } as ModelNode;
  folding.replace(under);
  folding.add({
    id: folding.nextId(),
    name: `${node.name}/transpose`,
    op: 'transpose',
    attrs: { perm: moved.perm },
    inputs: [inner],
    outputs: [y],
    absorbed: [],
  });
}

interface Moved {
  readonly perm: Perm;
  readonly inputs: readonly TensorId[];
  readonly changes: Partial<ModelNode>;
}

function movable(node: ModelNode, folding: Folding): Moved | null {
  if (node.activation) return null;
  switch (node.op) {
    case 'unary': {
      const source = transposed(node.inputs[0]!, folding);
      return source && { perm: source.perm, inputs: [source.x], changes: {} };
    }
    case 'reduce': {
      const source = transposed(node.inputs[0]!, folding);
      const { axes, keepDims } = node.attrs;
      if (!source || !axes || !keepDims) return null;
      const moved = axes.map((axis) => source.perm[axis < 0 ? axis + source.perm.length : axis]!);
      return { perm: source.perm, inputs: [source.x], changes: { attrs: { ...node.attrs, axes: moved } } };
    }
    case 'binary': {
      const [a, b] = node.inputs as [TensorId, TensorId];
      const left = transposed(a, folding);
      const right = transposed(b, folding);
      if (left && right && same(left.perm, right.perm))
        return { perm: left.perm, inputs: [left.x, right.x], changes: {} };
      if (left && isScalar(b, folding)) return { perm: left.perm, inputs: [left.x, b], changes: {} };
      if (right && isScalar(a, folding)) return { perm: right.perm, inputs: [a, right.x], changes: {} };
      return null;
    }
    default:
      return null;
  }
}

/** Two transposes in a row that undo each other vanish. */
function cancel(node: ModelNode, folding: Folding): void {
  const perm = permOf(node);
  const [y] = node.outputs;
  const before = perm && transposed(node.inputs[0]!, folding);
  if (!perm || !before || y === undefined || folding.outputs.includes(y)) return;
  if (!perm.every((axis, d) => before.perm[axis] === d)) return;
  folding.remove(node);
  folding.reroute(y, before.x);
}

/** A mean over height and width needs no transpose when what is left keeps its order. */
function reduceBefore(node: ModelNode, folding: Folding): void {
  if (node.op !== 'reduce' || node.attrs.keepDims || !node.attrs.axes) return;
  const source = transposed(node.inputs[0]!, folding);
  if (!source) return;
  const { perm, x } = source;
  const over = new Set(node.attrs.axes.map((axis) => perm[axis < 0 ? axis + perm.length : axis]!));
  const left = perm.filter((axis) => !over.has(axis));
  if (left.some((axis, i) => i > 0 && axis < left[i - 1]!)) return;
  folding.replace({ ...node, inputs: [x], attrs: { ...node.attrs, axes: [...over].sort((a, b) => a - b) } });
}

function permOf(node: ModelNode): Perm | null {
  return node.op === 'transpose' && !node.activation && node.inputs.length === 1
    ? (node.attrs.perm ?? null)
    : null;
}

function transposed(tensor: TensorId, folding: Folding): { perm: Perm; x: TensorId } | null {
  const node = folding.producerOf(tensor);
  const perm = node && permOf(node);
  return node && perm ? { perm, x: node.inputs[0]! } : null;
}

function isScalar(tensor: TensorId, folding: Folding): boolean {
  return folding.weights.get(tensor)?.values.length === 1;
}

function same(a: Perm, b: Perm): boolean {
  return a.length === b.length && a.every((axis, d) => axis === b[d]);
}
