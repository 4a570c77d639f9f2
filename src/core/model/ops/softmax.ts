import { axisOf, input, type OpShape } from './OpShape.ts';

export const softmax: OpShape<'softmax'> = ({ axis }, inputs) => {
  const { shape, dtype } = input(inputs, 0);
  if (axisOf(axis, shape.length) !== shape.length - 1) {
    throw new Error(`softmax over axis ${axis} of rank ${shape.length}: only the last axis is supported.`);
  }
  return [{ shape, dtype }];
};
