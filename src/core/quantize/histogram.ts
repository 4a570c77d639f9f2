import type { Histogram } from '../ports.ts';
import type { Range } from './quantParams.ts';

/** Smallest and largest value; { min: 0, max: 0 } when there is none. NaN and infinities come out as such. */
export function valueRange(values: Float32Array): Range {
  if (values.length === 0) return { min: 0, max: 0 };
  let min = Infinity;
  let max = -Infinity;
  let strange = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i]!;
    if (v < min) min = v;
    if (v > max) max = v;
    // 0 for finite values, NaN for the others.
    strange += v - v;
  }
  return strange === 0 ? { min, max } : { min: Number.NaN, max: Number.NaN };
}

/** Bin of a value, as every backend computes it: float32 throughout, so that counts agree between them. */
export function histogramScale(range: Range, bins: number): number {
  const width = range.max - range.min;
  return width > 2 ** -100 ? Math.fround(bins / width) : 0;
}

/** Counts of values in equal bins over `range`; values outside fall into the first or last bin. */
export function histogram(values: Float32Array, range: Range, bins: number): Histogram {
  const counts = new Uint32Array(bins);
  const min = Math.fround(range.min);
  const scale = histogramScale(range, bins);
  const fround = Math.fround;
  const last = bins - 1;
  for (let i = 0; i < values.length; i++) {
    const bin = fround(fround(values[i]! - min) * scale) | 0;
    counts[Math.min(last, Math.max(0, bin))]!++;
  }
  return { min: range.min, max: range.max, counts };
}

/**
 * One histogram over the union of both ranges, with the bins of `a`. Counts are put where their bin's centre falls, so
 * when ranges differ a count may move by one bin; the total never changes.
 */
export function mergeHistograms(a: Histogram, b: Histogram): Histogram {
  const min = Math.min(a.min, b.min);
  const max = Math.max(a.max, b.max);
  const counts = new Uint32Array(a.counts.length);
  const width = max - min;
  for (const h of [a, b]) {
    const step = (h.max - h.min) / h.counts.length;
    for (let i = 0; i < h.counts.length; i++) {
      const centre = h.min + (i + 0.5) * step;
      const bin = width > 0 ? Math.floor(((centre - min) / width) * counts.length) : 0;
      counts[Math.min(counts.length - 1, Math.max(0, bin))]! += h.counts[i]!;
    }
  }
  return { min, max, counts };
}
