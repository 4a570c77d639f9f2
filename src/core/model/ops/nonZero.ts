import { input, numbersOf, type OpShape, stridesOf } from './OpShape.ts';

export const nonZero: OpShape<'nonZero'> = (_attrs, inputs) => {
  const { shape } = input(inputs, 0);
  const strides = stridesOf(shape);
  const hits = numbersOf(inputs, 0).flatMap((x, i) => (x ? [i] : []));
  const value = hits.flatMap((i) => strides.map((stride, d) => Math.floor(i / stride) % shape[d]!));
  return [{ shape: [hits.length, shape.length], dtype: 'int32', value }];
};
