import type { ModelNode } from '../model/Model.ts';

/** Ops whose output holds values of their first input, so that one quantizer can serve both sides. */
const neutralOps: ReadonlySet<string> = new Set([
  'identity',
  'pad',
  'pool',
  'reshape',
  'flatten',
  'transpose',
  'squeeze',
  'expandDims',
  'slice',
  'stridedSlice',
  'split',
  'unpack',
  'gather',
  'tile',
  'broadcastTo',
  'reverse',
  'spaceToBatch',
  'batchToSpace',
  'spaceToDepth',
  'depthToSpace',
]);

/** Activations that hardware runs in the kernel before them. */
const fusedUnary: ReadonlySet<string> = new Set(['relu', 'relu6', 'leakyRelu', 'clip']);

/** True for nodes through which a layer's output reaches a join without a quantizer of its own in between. */
export function isPassThrough(node: ModelNode): boolean {
  if (node.op === 'unary') return fusedUnary.has(node.attrs.fn);
  if (node.op === 'resize') return node.attrs.method === 'nearest';
  return neutralOps.has(node.op);
}

/** Name of a join as profiles write it (`add`, `mul`, `concat`, ...); null for nodes that join nothing. */
export function joinName(node: ModelNode): string | null {
  if (node.op === 'concat' || node.op === 'pack') return 'concat';
  return node.op === 'binary' ? node.attrs.fn : null;
}
