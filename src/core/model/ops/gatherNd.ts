import { input, type OpShape } from './OpShape.ts';

export const gatherNd: OpShape<'gatherNd'> = (_attrs, inputs) => {
  const x = input(inputs, 0);
  const indices = input(inputs, 1).shape;
  const depth = indices.at(-1) ?? 0;
  return [{ shape: [...indices.slice(0, -1), ...x.shape.slice(depth)], dtype: x.dtype }];
};
