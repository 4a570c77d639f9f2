import type { ModelNode, TensorId } from '../Model.ts';
import type { Folding } from './Folding.ts';

/** y = scale * x + shift over the last axis: what a layer can take into its weights and bias. */
export interface Affine {
  readonly x: TensorId;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
}

/** The affine map that a node computes on `channels` channels; null when it is none. */
export function affineOf(node: ModelNode, channels: number, folding: Folding): Affine | null {
  if (node.op === 'batchNorm') return ofBatchNorm(node, channels, folding);
  if (node.op !== 'binary' || node.activation) return null;
  const [a, b] = node.inputs as [TensorId, TensorId];
  const { fn } = node.attrs;
  const right = perChannel(b, channels, folding);
  const left = perChannel(a, channels, folding);
  const ones = new Float64Array(channels).fill(1);
  const zeros = new Float64Array(channels);
  if (right && !folding.isConstant(a)) {
    if (fn === 'mul') return { x: a, scale: right, shift: zeros };
    if (fn === 'div' && right.every((v) => v !== 0))
      return { x: a, scale: right.map((v) => 1 / v), shift: zeros };
    if (fn === 'add') return { x: a, scale: ones, shift: right };
    if (fn === 'sub') return { x: a, scale: ones, shift: right.map((v) => -v) };
  }
  if (left && !folding.isConstant(b)) {
    if (fn === 'mul') return { x: b, scale: left, shift: zeros };
    if (fn === 'add') return { x: b, scale: ones, shift: left };
    if (fn === 'sub') return { x: b, scale: ones.map((v) => -v), shift: left };
  }
  return null;
}

function ofBatchNorm(
  node: ModelNode & { op: 'batchNorm' },
  channels: number,
  folding: Folding,
): Affine | null {
  if (node.activation) return null;
  const [gamma, beta, mean, variance] = node.inputs.slice(1).map((id) => folding.weights.get(id)?.values);
  if (!gamma || !beta || !mean || !variance || gamma.length !== channels) return null;
  const scale = Float64Array.from(
    { length: channels },
    (_, c) => gamma[c]! / Math.sqrt(variance[c]! + node.attrs.epsilon),
  );
  return { x: node.inputs[0]!, scale, shift: scale.map((s, c) => beta[c]! - mean[c]! * s) };
}

/** A constant that is one number, or one per channel, broadcast over everything else. */
function perChannel(tensor: TensorId, channels: number, folding: Folding): Float64Array | null {
  const data = folding.weights.get(tensor);
  if (!data || folding.tensors[tensor]!.dtype !== 'float32') return null;
  const outer = data.shape.slice(0, -1);
  if (outer.some((n) => n !== 1)) return null;
  if (data.values.length === 1) return new Float64Array(channels).fill(data.values[0]!);
  return data.values.length === channels ? Float64Array.from(data.values) : null;
}
