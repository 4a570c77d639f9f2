import { input, type OpShape } from './OpShape.ts';

export const shapeOf: OpShape<'shapeOf'> = (_attrs, inputs) => {
  const { shape } = input(inputs, 0);
  return [{ shape: [shape.length], dtype: 'int32', value: shape }];
};
