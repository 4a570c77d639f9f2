import type { OpAttrs } from '../Model.ts';
import type { TensorFact } from '../TensorFact.ts';
import { gatherStrided, input, numbersOf, type OpShape, stridesOf } from './OpShape.ts';

/** A strided slice in plain terms: what is read of x, then the shape it is given. */
export interface Window {
  readonly begin: readonly number[];
  readonly strides: readonly number[];
  /** Elements read per axis of x. */
  readonly size: readonly number[];
  /** `size` without shrunk axes and with new ones. */
  readonly shape: readonly number[];
}

export const stridedSlice: OpShape<'stridedSlice'> = (attrs, inputs) => {
  const x = input(inputs, 0);
  const { begin, strides, size, shape } = windowOf(attrs, inputs);
  const own = stridesOf(x.shape);
  const offset = own.reduce((sum, stride, d) => sum + stride * begin[d]!, 0);
  const value =
    x.value &&
    gatherStrided(
      x.value,
      size,
      own.map((stride, d) => stride * strides[d]!),
      offset,
    );
  return [{ shape, dtype: x.dtype, ...(value ? { value } : {}) }];
};

/** Resolves TensorFlow's masks against the input's shape. */
export function windowOf(attrs: OpAttrs['stridedSlice'], inputs: readonly TensorFact[]): Window {
  const dims = input(inputs, 0).shape;
  const begins = attrs.begin ?? numbersOf(inputs, 1);
  const ends = attrs.end ?? numbersOf(inputs, 2);
  const steps = attrs.strides ?? numbersOf(inputs, 3);
  const has = (mask: number, i: number): boolean => ((mask >> i) & 1) === 1;
  const begin: number[] = [];
  const strides: number[] = [];
  const size: number[] = [];
  const shape: number[] = [];
  const takeAll = (): void => {
    const n = dims[begin.length]!;
    begin.push(0);
    strides.push(1);
    size.push(n);
    shape.push(n);
  };
  for (let i = 0; i < begins.length; i++) {
    if (has(attrs.ellipsisMask, i)) {
      let named = 0;
      for (let j = i + 1; j < begins.length; j++) if (!has(attrs.newAxisMask, j)) named++;
      while (begin.length < dims.length - named) takeAll();
    } else if (has(attrs.newAxisMask, i)) {
      shape.push(1);
    } else {
      const n = dims[begin.length];
      if (n === undefined) throw new Error(`it slices more axes than [${dims}] has.`);
      const step = steps[i]!;
      const shrink = has(attrs.shrinkAxisMask, i);
      const clip = (at: number, low: number, high: number): number =>
        Math.min(Math.max(at < 0 ? at + n : at, low), high);
      const low = step > 0 ? 0 : -1;
      const high = step > 0 ? n : n - 1;
      const from =
        has(attrs.beginMask, i) && !shrink
          ? step > 0
            ? 0
            : n - 1
          : clip(begins[i]!, step > 0 ? 0 : 0, high);
      const to = has(attrs.endMask, i) ? (step > 0 ? n : -1) : clip(ends[i]!, low, high);
      const count = shrink ? 1 : Math.max(0, Math.ceil((to - from) / step));
      begin.push(from);
      strides.push(shrink ? 1 : step);
      size.push(count);
      if (!shrink) shape.push(count);
    }
  }
  while (begin.length < dims.length) takeAll();
  return { begin, strides, size, shape };
}
