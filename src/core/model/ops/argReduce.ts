import { axisOf, input, type OpShape } from './OpShape.ts';

export const argReduce: OpShape<'argReduce'> = (attrs, inputs) => {
  const { shape } = input(inputs, 0);
  const axis = axisOf(attrs.axis, shape.length);
  return [{ shape: shape.filter((_, d) => d !== axis), dtype: 'int32' }];
};
