import { axisOf, input, type OpShape, reshaped } from './OpShape.ts';

export const expandDims: OpShape<'expandDims'> = ({ axis }, inputs) => {
  const x = input(inputs, 0);
  const at = axisOf(axis, x.shape.length + 1);
  return [reshaped(x, [...x.shape.slice(0, at), 1, ...x.shape.slice(at)])];
};
