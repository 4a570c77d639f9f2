import { input, type OpShape } from './OpShape.ts';

export const cumsum: OpShape<'cumsum'> = (_attrs, inputs) => {
  const { shape, dtype } = input(inputs, 0);
  return [{ shape, dtype }];
};
