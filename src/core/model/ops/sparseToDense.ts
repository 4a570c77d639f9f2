import { input, numbersOf, type OpShape, sizeOf, stridesOf } from './OpShape.ts';

export const sparseToDense: OpShape<'sparseToDense'> = (_attrs, inputs) => {
  const shape = numbersOf(inputs, 1);
  const values = numbersOf(inputs, 2);
  const value = new Float64Array(sizeOf(shape)).fill(numbersOf(inputs, 3)[0] ?? 0);
  const indices = numbersOf(inputs, 0);
  const strides = stridesOf(shape);
  for (let i = 0; i * shape.length < indices.length; i++) {
    const at = strides.reduce((sum, stride, d) => sum + stride * indices[i * shape.length + d]!, 0);
    value[at] = values[values.length === 1 ? 0 : i]!;
  }
  return [{ shape, dtype: input(inputs, 2).dtype, value }];
};
