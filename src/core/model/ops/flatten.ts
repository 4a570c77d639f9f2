import { input, type OpShape, reshaped, sizeOf } from './OpShape.ts';

export const flatten: OpShape<'flatten'> = (_attrs, inputs) => {
  const x = input(inputs, 0);
  return [reshaped(x, [x.shape[0] ?? 1, sizeOf(x.shape.slice(1))])];
};
