import { input, type OpShape, sizeOf } from './OpShape.ts';

export const spaceToBatch: OpShape<'spaceToBatch'> = ({ block, paddings }, inputs) => {
  const { shape, dtype } = input(inputs, 0);
  const spatial = block.map((size, i) => {
    const padded = shape[i + 1]! + paddings[i]![0] + paddings[i]![1];
    if (padded % size !== 0) throw new Error(`${padded} does not divide into blocks of ${size}.`);
    return padded / size;
  });
  return [{ shape: [shape[0]! * sizeOf(block), ...spatial, ...shape.slice(1 + block.length)], dtype }];
};
