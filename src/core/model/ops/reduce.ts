import type { ReduceName } from '../Model.ts';
import { asDtype, axisOf, input, type OpShape, sizeOf, stridesOf } from './OpShape.ts';

const steps: Record<ReduceName, { start: number; step: (total: number, x: number) => number }> = {
  mean: { start: 0, step: (total, x) => total + x },
  sum: { start: 0, step: (total, x) => total + x },
  prod: { start: 1, step: (total, x) => total * x },
  max: { start: Number.NEGATIVE_INFINITY, step: Math.max },
  min: { start: Number.POSITIVE_INFINITY, step: Math.min },
  any: { start: 0, step: (total, x) => (total || x ? 1 : 0) },
  all: { start: 1, step: (total, x) => (total && x ? 1 : 0) },
};

export const reduce: OpShape<'reduce'> = ({ fn, axes, keepDims }, inputs) => {
  const { shape: from, dtype, value } = input(inputs, 0);
  const over = new Set((axes ?? from.map((_, d) => d)).map((axis) => axisOf(axis, from.length)));
  const shape = keepDims ? from.map((n, d) => (over.has(d) ? 1 : n)) : from.filter((_, d) => !over.has(d));
  if (!value) return [{ shape, dtype }];
  const kept = from.map((n, d) => (over.has(d) ? 1 : n));
  const keptStrides = stridesOf(kept);
  const strides = stridesOf(from);
  const { start, step } = steps[fn];
  const out = new Float64Array(sizeOf(kept)).fill(start);
  for (let i = 0; i < value.length; i++) {
    const at = from.reduce(
      (sum, n, d) => (over.has(d) ? sum : sum + (Math.floor(i / strides[d]!) % n) * keptStrides[d]!),
      0,
    );
    out[at] = step(out[at]!, value[i]!);
  }
  const count = sizeOf(from) / Math.max(out.length, 1);
  return [{ shape, dtype, value: asDtype(fn === 'mean' ? out.map((x) => x / count) : out, dtype) }];
};
