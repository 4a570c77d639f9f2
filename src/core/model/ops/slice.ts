import { gatherStrided, input, numbersOf, type OpShape, stridesOf } from './OpShape.ts';

export const slice: OpShape<'slice'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const begin = attrs.begin ?? numbersOf(inputs, 1);
  const size = attrs.size ?? numbersOf(inputs, 2);
  const shape = x.shape.map((n, d) => {
    const from = begin[d] ?? 0;
    const length = size[d] ?? -1;
    const count = length === -1 ? n - from : length;
    if (from < 0 || from + count > n)
      throw new Error(`a slice of ${count} from ${from} does not lie in ${n}.`);
    return count;
  });
  const strides = stridesOf(x.shape);
  const offset = strides.reduce((sum, stride, d) => sum + stride * (begin[d] ?? 0), 0);
  const value = x.value && gatherStrided(x.value, shape, strides, offset);
  return [{ shape, dtype: x.dtype, ...(value ? { value } : {}) }];
};
