import { broadcastShapes, broadcastStrides } from './broadcastShapes.ts';
import { gatherStrided, input, type OpShape } from './OpShape.ts';

export const select: OpShape<'select'> = (_attrs, inputs) => {
  const condition = input(inputs, 0);
  const a = input(inputs, 1);
  const b = input(inputs, 2);
  const shape = broadcastShapes(condition.shape, broadcastShapes(a.shape, b.shape));
  if (!condition.value || !a.value || !b.value) return [{ shape, dtype: a.dtype }];
  const [test, yes, no] = [condition, a, b].map((x) =>
    gatherStrided(x.value!, shape, broadcastStrides(x.shape, shape)),
  );
  return [{ shape, dtype: a.dtype, value: test!.map((t, i) => (t ? yes![i]! : no![i]!)) }];
};
