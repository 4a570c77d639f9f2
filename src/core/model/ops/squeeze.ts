import { axisOf, input, type OpShape, reshaped } from './OpShape.ts';

export const squeeze: OpShape<'squeeze'> = ({ axes }, inputs) => {
  const x = input(inputs, 0);
  const gone = new Set(axes.map((axis) => axisOf(axis, x.shape.length)));
  const shape = x.shape.filter((n, d) => (axes.length === 0 ? n !== 1 : !gone.has(d)));
  return [reshaped(x, shape)];
};
