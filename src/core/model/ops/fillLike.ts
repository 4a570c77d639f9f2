import { input, type OpShape, sizeOf } from './OpShape.ts';

export const fillLike: OpShape<'fillLike'> = ({ value }, inputs) => {
  const { shape, dtype } = input(inputs, 0);
  return [{ shape, dtype, value: new Float64Array(sizeOf(shape)).fill(value) }];
};
