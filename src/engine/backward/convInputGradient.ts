import {
  conv2d,
  depthwiseConv2d,
  pad,
  reverse,
  slice,
  type Tensor,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';
import type { ConvAttrs } from '../../core/model/Model.ts';
import { zeroStuff } from './zeroStuff.ts';

/**
 * How the gradient of a convolution in its input is made from that of its output, as a convolution: the output's gradient spread out by the strides, with the
 * filter turned by 180 degrees and its channels exchanged. WebAssembly has no fast kernel for it otherwise. Depthwise: one
 * output channel for each input channel. Runs, and its result too, inside a tidy.
 * @param inputShape NHWC @param filter HWIO, or HWC1 for depthwise
 */
export function convInputGradient(
  kind: 'conv' | 'depthwiseConv',
  attrs: ConvAttrs,
  inputShape: readonly number[],
  filter: Tensor4D,
): (dy: Tensor4D) => Tensor {
  const [, height = 0, width = 0] = inputShape;
  const [sh, sw] = attrs.strides;
  const [dh, dw] = attrs.dilations;
  const [fh, fw] = filter.shape;
  const turned = kind === 'conv' ? transpose(reverse(filter, [0, 1]), [0, 1, 3, 2]) : reverse(filter, [0, 1]);
  const run = (x: Tensor4D): Tensor4D =>
    kind === 'conv'
      ? conv2d(x, turned as Tensor4D, 1, 'valid', 'NHWC', [dh, dw])
      : depthwiseConv2d(x, turned as Tensor4D, 1, 'valid', 'NHWC', [dh, dw]);
  return (dy) => {
    const rows = paddingBefore(attrs, 0, height, fh, dy.shape[1]);
    const columns = paddingBefore(attrs, 1, width, fw, dy.shape[2]);
    if (fh === 1 && fw === 1) {
      // Pointwise: the convolution may come first, on the smaller tensor.
      return placed(zeroStuff(run(dy), sh, sw), -rows, -columns, height, width);
    }
    const spread = zeroStuff(dy, sh, sw);
    const reach = [(fh - 1) * dh, (fw - 1) * dw] as const;
    return run(placed(spread, reach[0] - rows, reach[1] - columns, height + reach[0], width + reach[1]));
  };
}

/** Padding before the first row (axis 0) or column of the input. */
function paddingBefore(attrs: ConvAttrs, axis: 0 | 1, size: number, window: number, out: number): number {
  const { padding } = attrs;
  if (padding === 'valid') return 0;
  if (padding === 'same') {
    const reach = (window - 1) * attrs.dilations[axis] + 1;
    const total = Math.max(0, (out - 1) * attrs.strides[axis] + reach - size);
    return Math.floor(total / 2);
  }
  return axis === 0 ? padding.top : padding.left;
}

/** Puts `top` rows and `left` columns of zeros before (or cuts them), then brings the tensor to the size wanted at the end. */
function placed(x: Tensor4D, top: number, left: number, height: number, width: number): Tensor4D {
  const [n, h, w, c] = x.shape;
  const cutTop = Math.max(0, -top);
  const cutLeft = Math.max(0, -left);
  const addTop = Math.max(0, top);
  const addLeft = Math.max(0, left);
  const keepRows = Math.min(h - cutTop, height - addTop);
  const keepColumns = Math.min(w - cutLeft, width - addLeft);
  const kept =
    cutTop === 0 && cutLeft === 0 && keepRows === h && keepColumns === w
      ? x
      : slice(x, [0, cutTop, cutLeft, 0], [n, keepRows, keepColumns, c]);
  const addBottom = height - addTop - keepRows;
  const addRight = width - addLeft - keepColumns;
  if (addTop + addLeft + addBottom + addRight === 0) return kept;
  return pad(kept, [
    [0, 0],
    [addTop, addBottom],
    [addLeft, addRight],
    [0, 0],
  ]);
}
