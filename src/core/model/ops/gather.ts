import { axisOf, input, type OpShape, sizeOf } from './OpShape.ts';

export const gather: OpShape<'gather'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const indices = input(inputs, 1);
  const axis = axisOf(attrs.axis, x.shape.length);
  const { batchDims } = attrs;
  const shape = [...x.shape.slice(0, axis), ...indices.shape.slice(batchDims), ...x.shape.slice(axis + 1)];
  if (!x.value || !indices.value || batchDims !== 0) return [{ shape, dtype: x.dtype }];
  const outer = sizeOf(x.shape.slice(0, axis));
  const inner = sizeOf(x.shape.slice(axis + 1));
  const value = new Float64Array(sizeOf(shape));
  let at = 0;
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < indices.value.length; i++) {
      const from = (o * x.shape[axis]! + indices.value[i]!) * inner;
      for (let j = 0; j < inner; j++) value[at++] = x.value[from + j]!;
    }
  }
  return [{ shape, dtype: x.dtype, value }];
};
