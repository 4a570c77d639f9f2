import type { FusedActivation, Model, ModelNode, TensorId } from '../model/Model.ts';
import { filterAxes, inputChannels } from './filterAxes.ts';

/** Two layers, the second of which is all that reads the first. */
export interface LayerPair {
  readonly first: ModelNode;
  readonly second: ModelNode;
}

/** A pair that an activation between its layers keeps from being equalized. */
export interface BlockedPair extends LayerPair {
  readonly activation: string;
}

/**
 * Consecutive layers between which channels may be rescaled without changing what the network computes: whatever lies between
 * works on each channel alone and commutes with a positive factor (relu, leakyRelu, prelu, pools, pads with zeros, means over
 * rows and columns, resizes), nothing else reads it, and no filter is shared. relu6 and the like clip at a fixed value, so their
 * pairs are blocked; those are listed, because in networks of the MobileNet family they are nearly all. In topological order.
 */
export function equalizablePairs(model: Model): {
  readonly pairs: readonly LayerPair[];
  readonly blocked: readonly BlockedPair[];
} {
  const pairs: LayerPair[] = [];
  const blocked: BlockedPair[] = [];
  for (const first of model.nodes) {
    if (!ownsItsWeights(model, first)) continue;
    const follow = followOf(model, first);
    if (!follow) continue;
    const { second, activation } = follow;
    if (activation === null) pairs.push({ first, second });
    else blocked.push({ first, second, activation });
  }
  return { pairs, blocked };
}

/** The layer that alone reads `first`, and the first activation on the way that is not homogeneous. */
function followOf(
  model: Model,
  first: ModelNode,
): { readonly second: ModelNode; readonly activation: string | null } | null {
  const channels = filterAxes(first, filterShape(model, first)).outputs;
  let activation = obstacle(first.activation);
  for (let tensor = first.outputs[0]!; ; ) {
    const next = onlyReader(model, tensor);
    if (!next) return null;
    if (ownsItsWeights(model, next)) {
      const axes = filterAxes(next, filterShape(model, next));
      return inputChannels(axes) === channels ? { second: next, activation } : null;
    }
    const passes = passesChannels(model, next);
    if (!passes) return null;
    activation ??= passes === true ? obstacle(next.activation) : passes;
    tensor = next.outputs[0]!;
  }
}

function onlyReader(model: Model, tensor: TensorId): ModelNode | null {
  const { consumers } = model.tensors[tensor]!;
  if (consumers.length !== 1 || model.outputs.includes(tensor)) return null;
  const node = model.nodes[consumers[0]!]!;
  return node.inputs[0] === tensor && node.inputs.indexOf(tensor, 1) < 0 ? node : null;
}

/** Whether the node is a layer whose filter and bias are stored, and are no other node's too. */
function ownsItsWeights(model: Model, node: ModelNode): boolean {
  if (node.op !== 'conv' && node.op !== 'depthwiseConv' && node.op !== 'transposeConv' && node.op !== 'dense')
    return false;
  const [, ...constants] = node.inputs;
  return (
    constants.length > 0 &&
    constants.every((id) => {
      const { constant, consumers } = model.tensors[id]!;
      return constant && consumers.length === 1 && !model.outputs.includes(id);
    })
  );
}

function filterShape(model: Model, node: ModelNode): number[] {
  return model.tensors[node.inputs[1]!]!.shape.map((d) => d ?? 1);
}

/** False: mixes channels or adds something. True: channel by channel, and homogeneous. A name: it clips or bends. */
function passesChannels(model: Model, node: ModelNode): boolean | string {
  switch (node.op) {
    case 'identity':
    case 'pool':
    case 'spaceToBatch':
    case 'batchToSpace':
      return true;
    case 'resize':
      return node.inputs.length === 1;
    case 'pad': {
      const { mode, value, paddings } = node.attrs;
      const last = paddings?.at(-1);
      return last !== undefined && last[0] === 0 && last[1] === 0 && (mode !== 'constant' || value === 0);
    }
    case 'reduce': {
      const { fn, axes } = node.attrs;
      const spatial = axes?.length === 2 && axes.includes(1) && axes.includes(2);
      return spatial && (fn === 'mean' || fn === 'max' || fn === 'min' || fn === 'sum');
    }
    case 'prelu':
      return model.tensors[node.inputs[1]!]!.constant;
    case 'unary':
      return homogeneous.has(node.attrs.fn) || node.attrs.fn;
    default:
      return false;
  }
}

/** f(s * x) = s * f(x) for every s > 0. */
const homogeneous: ReadonlySet<string> = new Set(['relu', 'leakyRelu', 'prelu', 'abs', 'neg']);

function obstacle(activation: FusedActivation | undefined): string | null {
  return !activation || homogeneous.has(activation.fn) ? null : activation.fn;
}
