import { fused, prelu, stridedSlice, type Tensor, type Tensor1D, type Tensor4D } from '@tensorflow/tfjs-core';
import type { ActivationName, ConvAttrs, Padding } from '../../core/model/Model.ts';
import { activate } from './activate.ts';

/** The activation that runs with a layer. */
export interface Epilogue {
  readonly fn: ActivationName | 'prelu';
  readonly alpha?: number;
  readonly alphaTensor?: Tensor;
}

export interface ConvOperands {
  readonly x: Tensor;
  readonly filter: Tensor;
  readonly bias?: Tensor;
  readonly epilogue?: Epilogue;
}

type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];

/** What TensorFlow.js's fused kernels compute themselves, by its own names, on every backend. */
const fusedNames: Partial<Record<Epilogue['fn'], 'relu' | 'relu6' | 'elu' | 'sigmoid'>> = {
  relu: 'relu',
  relu6: 'relu6',
  elu: 'elu',
  sigmoid: 'sigmoid',
};

export function fusedName(epilogue: Epilogue | undefined): 'relu' | 'relu6' | 'elu' | 'sigmoid' | undefined {
  if (!epilogue || (epilogue.alpha !== undefined && epilogue.alpha !== 1)) return undefined;
  return fusedNames[epilogue.fn];
}

/** Applies what a fused kernel did not. */
export function finish(y: Tensor, epilogue: Epilogue | undefined): Tensor {
  if (!epilogue) return y;
  if (epilogue.fn === 'prelu') return prelu(y, epilogue.alphaTensor!);
  return activate(y, epilogue.fn, epilogue.alpha);
}

export function tfPadding(padding: Padding): 'same' | 'valid' | ExplicitPadding {
  if (typeof padding === 'string') return padding;
  return [
    [0, 0],
    [padding.top, padding.bottom],
    [padding.left, padding.right],
    [0, 0],
  ];
}

/**
 * conv2d or depthwiseConv2d with bias and activation. TensorFlow.js has no kernel for stride and dilation
 * together: such a layer runs at stride 1 and is sampled.
 */
export function convolve(
  kind: 'conv2d' | 'depthwiseConv2d',
  attrs: ConvAttrs,
  operands: ConvOperands,
): Tensor {
  const { x, filter, bias, epilogue } = operands;
  const [sh, sw] = attrs.strides;
  const strided = sh > 1 || sw > 1;
  const dilated = attrs.dilations[0] > 1 || attrs.dilations[1] > 1;
  const sampled = strided && dilated;
  const name = fusedName(epilogue);
  const y = fused[kind]({
    x: x as Tensor4D,
    filter: filter as Tensor4D,
    strides: sampled ? 1 : [sh, sw],
    // The published type of depthwiseConv2d leaves out explicit padding, which its kernels take.
    pad: tfPadding(sampled ? explicit(attrs, x.shape, filter.shape) : attrs.padding) as 'same',
    dilations: [attrs.dilations[0], attrs.dilations[1]],
    ...(bias ? { bias: bias as Tensor1D } : {}),
    ...(name ? { activation: name } : {}),
  });
  const placed = sampled ? stridedSlice(y, [0, 0, 0, 0], [...y.shape], [1, sh, sw, 1]) : y;
  return name ? placed : finish(placed, epilogue);
}

/** 'same' and 'valid' in numbers. */
function explicit(attrs: ConvAttrs, input: readonly number[], filter: readonly number[]): Padding {
  if (attrs.padding === 'valid') return { top: 0, bottom: 0, left: 0, right: 0 };
  if (attrs.padding !== 'same') return attrs.padding;
  const [vertical, horizontal] = [0, 1].map((axis) => {
    const size = input[axis + 1]!;
    const stride = attrs.strides[axis]!;
    const reach = (filter[axis]! - 1) * attrs.dilations[axis]! + 1;
    return Math.max(0, (Math.ceil(size / stride) - 1) * stride + reach - size);
  }) as [number, number];
  const top = Math.floor(vertical / 2);
  const left = Math.floor(horizontal / 2);
  return { top, bottom: vertical - top, left, right: horizontal - left };
}
