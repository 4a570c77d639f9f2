import {
  keep,
  matMul,
  mul,
  reshape,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { ModelNode } from '../../core/model/Model.ts';
import { isLayerNode, type LayerNode } from '../ops/layerKernels.ts';
import { activationSlope } from './activationSlope.ts';
import { convInputGradient } from './convInputGradient.ts';
import { type GradientKernel, gradientKernels, type PassedInputs } from './gradientKernels.ts';

/** A derivative that is not known, here or on this backend. */
export class NoDerivativeError extends Error {
  override readonly name = 'NoDerivativeError';
}

/**
 * Gradients of a node's inputs from several of its output (the node's fused activation included): for each gradient a list
 * by input, null for inputs that carry none. The results are the caller's. Throws a NoDerivativeError that names the node.
 * @param linear runs the node without its fused activation; called only where the output does not tell the derivative
 */
export function nodeGradients(
  node: ModelNode,
  passed: PassedInputs,
  dys: readonly Tensor[],
  linear: () => Tensor,
): (Tensor | null)[][] {
  try {
    const made: (Tensor | null)[][] = [];
    tidy(() => {
      const slope = slopeOf(node, passed, linear);
      const derive = isLayerNode(node) ? layerGradient(node, passed) : nodeGradient(node, passed);
      for (const dy of dys) {
        const taken = new Set<Tensor>([dy]);
        made.push(
          derive(slope ? mul(dy, slope) : dy).map((g) => {
            // A kernel may hand one gradient on to several inputs, or the very one it got; each gets its own.
            const own = g && taken.has(g) ? g.clone() : g;
            if (own) taken.add(own);
            return own && keep(own);
          }),
        );
      }
    });
    return made;
  } catch (error) {
    throw new NoDerivativeError(
      `Node "${node.name}" (${node.op}) has no derivative here: ${(error as Error).message}.`,
      { cause: error },
    );
  }
}

function slopeOf(node: ModelNode, passed: PassedInputs, linear: () => Tensor): Tensor | null {
  if (!node.activation) return null;
  const { fn, alpha } = node.activation;
  if (fn === 'prelu') throw new Error('it carries a prelu');
  return activationSlope(fn, alpha, linear, passed.y);
}

type Derive = (dy: Tensor) => readonly (Tensor | null)[];

function layerGradient(node: LayerNode, passed: PassedInputs): Derive {
  const x = passed.tensor(0);
  const filter = passed.tensor(1);
  if (node.op === 'dense') {
    const units = filter.shape[1]!;
    return (dy) => {
      const rows = reshape(dy, [-1, units]) as Tensor2D;
      return [reshape(matMul(rows, filter as Tensor2D, false, true), x.shape)];
    };
  }
  if (node.op === 'transposeConv') throw new Error('transposed convolutions are not derived');
  if (node.op === 'conv' && node.attrs.groups > 1) throw new Error('grouped convolutions are not derived');
  if (node.op === 'depthwiseConv' && filter.shape[3] !== 1) {
    throw new Error('depthwise convolutions with a multiplier are not derived');
  }
  const derive = convInputGradient(node.op, node.attrs, x.shape, filter as Tensor4D);
  return (dy) => [derive(dy as Tensor4D)];
}

function nodeGradient(node: Exclude<ModelNode, LayerNode>, passed: PassedInputs): Derive {
  const kernel = gradientKernels[node.op];
  if (!kernel) throw new Error('the op is not derived');
  // One entry of the table per op: the kernel for this node's op takes this node.
  return (dy) => (kernel as GradientKernel<typeof node.op>)(node as never, passed, dy);
}
