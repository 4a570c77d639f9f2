import { broadcastStrides } from './broadcastShapes.ts';
import { gatherStrided, input, numbersOf, type OpShape } from './OpShape.ts';

export const broadcastTo: OpShape<'broadcastTo'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const shape = attrs.shape ?? numbersOf(inputs, 1);
  const value = x.value && gatherStrided(x.value, shape, broadcastStrides(x.shape, shape));
  return [{ shape, dtype: x.dtype, ...(value ? { value } : {}) }];
};
