import { input, numbersOf, type OpShape, reshaped, sizeOf } from './OpShape.ts';

export const reshape: OpShape<'reshape'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const wanted = attrs.shape ?? numbersOf(inputs, 1);
  const known = wanted.map((n, d) => n ?? x.shape[d] ?? 1);
  const rest = sizeOf(known.filter((n) => n !== -1));
  const shape = known.map((n) => (n === -1 ? sizeOf(x.shape) / rest : n));
  return [reshaped(x, shape)];
};
