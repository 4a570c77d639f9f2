import type { ModelNode, Padding } from '../Model.ts';
import type { Folding } from './Folding.ts';

/** A constant zero pad of height and width becomes the padding of the convolution that alone reads it. */
export function absorbPads(folding: Folding): void {
  for (const { id } of folding.nodes()) {
    const pad = folding.node(id);
    if (pad?.op !== 'pad' || pad.attrs.mode !== 'constant' || pad.attrs.value !== 0 || pad.activation)
      continue;
    const { paddings } = pad.attrs;
    const [y] = pad.outputs;
    if (paddings?.length !== 4 || y === undefined || folding.outputs.includes(y)) continue;
    const [batch, rows, columns, channels] = paddings;
    if ([...batch!, ...channels!].some((n) => n !== 0)) continue;
    const readers = folding.consumersOf(y);
    if (readers.length === 0 || !readers.every((node) => padded(node, rows!, columns!, y))) continue;
    for (const reader of readers) {
      const wider = padded(reader, rows!, columns!, y)!;
      folding.replace({
        ...wider,
        inputs: [pad.inputs[0]!, ...wider.inputs.slice(1)],
        absorbed: [...wider.absorbed, pad.name],
      });
    }
    folding.remove(pad);
  }
}

/** The convolution with the pad inside; null where it cannot take it. */
function padded(
  node: ModelNode,
  rows: readonly [number, number],
  columns: readonly [number, number],
  x: number,
): ModelNode | null {
  if (
    (node.op !== 'conv' && node.op !== 'depthwiseConv') ||
    node.inputs[0] !== x ||
    node.inputs.indexOf(x, 1) >= 0
  )
    return null;
  const { padding } = node.attrs;
  if (padding === 'same') return null;
  const own = padding === 'valid' ? { top: 0, bottom: 0, left: 0, right: 0 } : padding;
  const wider: Padding = {
    top: own.top + rows[0],
    bottom: own.bottom + rows[1],
    left: own.left + columns[0],
    right: own.right + columns[1],
  };
  return node.op === 'conv'
    ? { ...node, attrs: { ...node.attrs, padding: wider } }
    : { ...node, attrs: { ...node.attrs, padding: wider } };
}
