import { axisOf, gatherStrided, input, type OpShape, stridesOf } from './OpShape.ts';

export const split: OpShape<'split'> = (attrs, inputs, outputs) => {
  const x = input(inputs, 0);
  const axis = axisOf(attrs.axis, x.shape.length);
  const sizes = splitSizes(x.shape[axis]!, attrs.sizes, attrs.count ?? outputs);
  const strides = stridesOf(x.shape);
  let from = 0;
  return sizes.map((size) => {
    const shape = x.shape.map((n, d) => (d === axis ? size : n));
    const value = x.value && gatherStrided(x.value, shape, strides, from * strides[axis]!);
    from += size;
    return { shape, dtype: x.dtype, ...(value ? { value } : {}) };
  });
};

/** Sizes of the parts of an axis of `total`; one -1 takes the rest. */
export function splitSizes(total: number, sizes: readonly number[] | undefined, count: number): number[] {
  if (!sizes) {
    if (total % count !== 0)
      throw new Error(`an axis of ${total} cannot be split into ${count} equal parts.`);
    return new Array<number>(count).fill(total / count);
  }
  const known = sizes.reduce((sum, n) => sum + Math.max(n, 0), 0);
  return sizes.map((n) => (n < 0 ? total - known : n));
}
