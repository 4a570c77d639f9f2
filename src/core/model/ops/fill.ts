import { input, numbersOf, type OpShape, sizeOf } from './OpShape.ts';

export const fill: OpShape<'fill'> = (_attrs, inputs) => {
  const shape = numbersOf(inputs, 0);
  const { dtype, value } = input(inputs, 1);
  if (!value) return [{ shape, dtype }];
  return [{ shape, dtype, value: new Float64Array(sizeOf(shape)).fill(value[0]!) }];
};
