import {
  add,
  concat,
  conv2dTranspose,
  fused,
  reshape,
  split,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor4D,
} from '@tensorflow/tfjs-core';
import type { ModelNode } from '../../core/model/Model.ts';
import { type ConvOperands, convolve, finish, fusedName, tfPadding } from './convolve.ts';
import type { NodeOf } from './Kernel.ts';

export type LayerNode = NodeOf<'conv' | 'depthwiseConv' | 'transposeConv' | 'dense'>;

export function isLayerNode(node: ModelNode): node is LayerNode {
  return (
    node.op === 'conv' || node.op === 'depthwiseConv' || node.op === 'transposeConv' || node.op === 'dense'
  );
}

/** A layer on operands of the caller's choice, bias and activation included. */
export function runLayerKernel(node: LayerNode, operands: ConvOperands): Tensor {
  switch (node.op) {
    case 'conv':
      return node.attrs.groups > 1 ? groupedConv(node, operands) : convolve('conv2d', node.attrs, operands);
    case 'depthwiseConv':
      return convolve('depthwiseConv2d', node.attrs, operands);
    case 'transposeConv':
      return transposedConv(node, operands);
    case 'dense':
      return denseLayer(operands);
  }
}

/** TensorFlow.js has no grouped kernel: each group on its own, then joined. */
function groupedConv(node: NodeOf<'conv'>, { x, filter, bias, epilogue }: ConvOperands): Tensor {
  const { groups } = node.attrs;
  const xs = split(x, groups, 3);
  const filters = split(filter, groups, 3);
  const parts = xs.map((part, g) => convolve('conv2d', node.attrs, { x: part, filter: filters[g]! }));
  const joined = concat(parts, 3);
  return finish(bias ? add(joined, bias) : joined, epilogue);
}

function transposedConv(node: NodeOf<'transposeConv'>, { x, filter, bias, epilogue }: ConvOperands): Tensor {
  const { strides, dilations, padding, outputSize } = node.attrs;
  if (dilations[0] > 1 || dilations[1] > 1) {
    throw new Error(
      `Node "${node.name}": a dilated transposed convolution has no kernel; undilate its filter.`,
    );
  }
  const [n = 1, h = 0, w = 0] = x.shape;
  const [fh = 1, fw = 1, out = 1] = filter.shape;
  const grown = (size: number, window: number, stride: number, pads: number): number =>
    padding === 'same' ? size * stride : (size - 1) * stride + window - pads;
  const [vertical, horizontal] =
    typeof padding === 'string' ? [0, 0] : [padding.top + padding.bottom, padding.left + padding.right];
  const shape: [number, number, number, number] = [
    n,
    outputSize?.[0] ?? grown(h, fh, strides[0], vertical),
    outputSize?.[1] ?? grown(w, fw, strides[1], horizontal),
    out,
  ];
  const y = conv2dTranspose(
    x as Tensor4D,
    filter as Tensor4D,
    shape,
    [strides[0], strides[1]],
    tfPadding(padding),
  );
  return finish(bias ? add(y, bias) : y, epilogue);
}

function denseLayer({ x, filter, bias, epilogue }: ConvOperands): Tensor {
  const units = filter.shape[0]!;
  const name = fusedName(epilogue);
  const y = fused.matMul({
    a: (x.rank === 2 ? x : reshape(x, [-1, units])) as Tensor2D,
    b: filter as Tensor2D,
    ...(bias ? { bias: bias as Tensor1D } : {}),
    ...(name ? { activation: name } : {}),
  });
  const shaped = x.rank === 2 ? y : reshape(y, [...x.shape.slice(0, -1), filter.shape[1]!]);
  return name ? shaped : finish(shaped, epilogue);
}
