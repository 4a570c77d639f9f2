import { broadcastShapes } from './broadcastShapes.ts';
import { input, type OpShape } from './OpShape.ts';

export const prelu: OpShape<'prelu'> = (_attrs, inputs) => {
  const x = input(inputs, 0);
  return [{ shape: broadcastShapes(x.shape, input(inputs, 1).shape), dtype: x.dtype }];
};
