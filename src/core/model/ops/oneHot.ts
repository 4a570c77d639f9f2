import { axisOf, input, type OpShape } from './OpShape.ts';

export const oneHot: OpShape<'oneHot'> = ({ depth, axis }, inputs) => {
  const { shape } = input(inputs, 0);
  const at = axisOf(axis, shape.length + 1);
  return [{ shape: [...shape.slice(0, at), depth, ...shape.slice(at)], dtype: 'float32' }];
};
