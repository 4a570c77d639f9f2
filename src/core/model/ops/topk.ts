import { input, numbersOf, type OpShape } from './OpShape.ts';

export const topk: OpShape<'topk'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const k = attrs.k ?? numbersOf(inputs, 1)[0]!;
  const shape = [...x.shape.slice(0, -1), k];
  return [
    { shape, dtype: x.dtype },
    { shape, dtype: 'int32' },
  ];
};
