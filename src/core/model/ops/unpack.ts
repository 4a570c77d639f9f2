import { axisOf, input, type OpShape, reshaped } from './OpShape.ts';
import { split } from './split.ts';

export const unpack: OpShape<'unpack'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const axis = axisOf(attrs.axis, x.shape.length);
  const shape = x.shape.filter((_, d) => d !== axis);
  return split({ axis, count: x.shape[axis]! }, inputs, x.shape[axis]!).map((part) => reshaped(part, shape));
};
