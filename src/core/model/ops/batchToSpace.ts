import { input, type OpShape, sizeOf } from './OpShape.ts';

export const batchToSpace: OpShape<'batchToSpace'> = ({ block, crops }, inputs) => {
  const { shape, dtype } = input(inputs, 0);
  const spatial = block.map((size, i) => shape[i + 1]! * size - crops[i]![0] - crops[i]![1]);
  return [{ shape: [shape[0]! / sizeOf(block), ...spatial, ...shape.slice(1 + block.length)], dtype }];
};
