import type { Padding } from '../Model.ts';

/** Output height or width of a window that moves over `size`. Throws when nothing fits. */
export function spatialOutput(
  size: number,
  window: number,
  stride: number,
  dilation: number,
  padding: Padding,
  axis: 'height' | 'width',
): number {
  const reach = (window - 1) * dilation + 1;
  const before = typeof padding === 'string' ? 0 : axis === 'height' ? padding.top : padding.left;
  const after = typeof padding === 'string' ? 0 : axis === 'height' ? padding.bottom : padding.right;
  const out =
    padding === 'same' ? Math.ceil(size / stride) : Math.floor((size + before + after - reach) / stride) + 1;
  if (out < 1) throw new Error(`a window of ${reach} does not fit in a ${axis} of ${size}.`);
  return out;
}

/** Batch, height, width, channels. Throws for any other rank. */
export function image(shape: readonly number[]): readonly [number, number, number, number] {
  const [n, h, w, c] = shape;
  if (shape.length !== 4 || n === undefined || h === undefined || w === undefined || c === undefined) {
    throw new Error(`needs a [batch, height, width, channels] input, got [${shape}].`);
  }
  return [n, h, w, c];
}
