import { axisOf, gatherStrided, input, type OpShape, stridesOf } from './OpShape.ts';

export const reverse: OpShape<'reverse'> = ({ axes }, inputs) => {
  const x = input(inputs, 0);
  const turned = new Set(axes.map((axis) => axisOf(axis, x.shape.length)));
  const own = stridesOf(x.shape);
  const strides = own.map((stride, d) => (turned.has(d) ? -stride : stride));
  const offset = own.reduce((sum, stride, d) => (turned.has(d) ? sum + stride * (x.shape[d]! - 1) : sum), 0);
  const value = x.value && gatherStrided(x.value, x.shape, strides, offset);
  return [{ shape: x.shape, dtype: x.dtype, ...(value ? { value } : {}) }];
};
