import { activationNames, type FusedActivation, type ModelNode } from '../Model.ts';
import type { Folding } from './Folding.ts';

const fusable: ReadonlySet<string> = new Set(activationNames);

/** Ops that may carry an activation: layers, and joins whose result the hardware activates on its way out. */
const carriers: ReadonlySet<string> = new Set([
  'conv',
  'depthwiseConv',
  'transposeConv',
  'dense',
  'matmul',
  'binary',
  'batchNorm',
]);

/** An activation right after a layer, an add and the like is carried by that node. */
export function absorbActivations(folding: Folding): void {
  for (const { id } of folding.nodes()) {
    const node = folding.node(id);
    const activation = node && activationOf(node, folding);
    if (!activation) continue;
    const [x] = node.inputs;
    const before = x === undefined ? undefined : folding.producerOf(x);
    if (!before || before.activation || !carriers.has(before.op) || !folding.readOnlyBy(x!, node)) continue;
    folding.absorb({ ...before, activation }, node);
  }
}

function activationOf(node: ModelNode, folding: Folding): FusedActivation | null {
  if (node.activation) return null;
  if (node.op === 'prelu') {
    const alphaTensor = node.inputs[1]!;
    return folding.isConstant(alphaTensor) ? { fn: 'prelu', alphaTensor } : null;
  }
  if (node.op !== 'unary') return null;
  const { fn, alpha, min, max } = node.attrs;
  if (fn === 'clip' && min === 0 && max === 6) return { fn: 'relu6' };
  if (!fusable.has(fn)) return null;
  return { fn: fn as FusedActivation['fn'], ...(alpha === undefined ? {} : { alpha }) };
}
