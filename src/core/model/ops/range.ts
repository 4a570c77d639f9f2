import { input, numbersOf, type OpShape } from './OpShape.ts';

export const range: OpShape<'range'> = (_attrs, inputs) => {
  const [start = 0] = numbersOf(inputs, 0);
  const [limit = 0] = numbersOf(inputs, 1);
  const [delta = 1] = numbersOf(inputs, 2);
  const count = Math.max(0, Math.ceil((limit - start) / delta));
  const value = Float64Array.from({ length: count }, (_, i) => start + i * delta);
  return [{ shape: [count], dtype: input(inputs, 0).dtype, value }];
};
