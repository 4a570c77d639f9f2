import { gatherStrided, input, numbersOf, type OpShape, stridesOf } from './OpShape.ts';

export const transpose: OpShape<'transpose'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const perm =
    attrs.perm ?? (inputs.length > 1 ? numbersOf(inputs, 1) : x.shape.map((_, d) => x.shape.length - 1 - d));
  if (perm.length !== x.shape.length)
    throw new Error(`a permutation of ${perm.length} axes for [${x.shape}].`);
  const shape = perm.map((d) => x.shape[d]!);
  const strides = stridesOf(x.shape);
  const value =
    x.value &&
    gatherStrided(
      x.value,
      shape,
      perm.map((d) => strides[d]!),
    );
  return [{ shape, dtype: x.dtype, ...(value ? { value } : {}) }];
};
