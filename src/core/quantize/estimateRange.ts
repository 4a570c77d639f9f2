import type { Histogram } from '../ports.ts';
import type { GridOptions, Range } from './quantParams.ts';
import { quantParams, roundHalfEven } from './quantParams.ts';

/**
 * The range that keeps `percentile` per cent of the values, the rest cut off in equal parts at both ends. Zero is
 * always inside. Resolution: one bin.
 */
export function percentileRange(histogram: Histogram, percentile: number): Range {
  const { counts, min, max } = histogram;
  let total = 0;
  for (const count of counts) total += count;
  const cut = (total * (1 - percentile / 100)) / 2;
  const step = (max - min) / counts.length;
  let low = 0;
  for (let sum = counts[0] ?? 0; low < counts.length - 1 && sum <= cut; sum += counts[low]!) low++;
  let high = counts.length - 1;
  for (let sum = counts[high] ?? 0; high > low && sum <= cut; sum += counts[high]!) high--;
  return {
    min: Math.min(0, low === 0 ? min : min + low * step),
    max: Math.max(0, high === counts.length - 1 ? max : min + (high + 1) * step),
  };
}

/** Fractions of the full range that `mseRange` tries on each side. */
const fractions = Array.from({ length: 40 }, (_, i) => (40 - i) / 40);

/**
 * The range whose grid of `bits` has the least mean squared error on the histogram. Searched side by side: 40 fractions
 * of the upper end, then of the lower end (both together where the grid is symmetric).
 */
export function mseRange(histogram: Histogram, bits: number, options: GridOptions): Range {
  const full = { min: Math.min(0, histogram.min), max: Math.max(0, histogram.max) };
  const best = (candidates: readonly Range[]): Range => {
    let chosen = candidates[0]!;
    let least = Infinity;
    for (const candidate of candidates) {
      const error = gridError(histogram, candidate, bits, options);
      if (error < least) {
        least = error;
        chosen = candidate;
      }
    }
    return chosen;
  };
  if (options.symmetric) {
    const reach = Math.max(-full.min, full.max);
    return best(
      fractions.map((f) => ({ min: Math.max(full.min, -f * reach), max: Math.min(full.max, f * reach) })),
    );
  }
  const upper = best(fractions.map((f) => ({ min: full.min, max: full.max * f })));
  return best(fractions.map((f) => ({ min: full.min * f, max: upper.max })));
}

/**
 * Summed squared error of quantizing the histogram's values. Inside the range, where bins are wider than a step the
 * error is that of a uniform spread (step^2 / 12), else that of the bin's centre.
 */
function gridError(histogram: Histogram, range: Range, bits: number, options: GridOptions): number {
  const { scale, zero, qmin, qmax } = quantParams(range, bits, options);
  const { counts, min, max } = histogram;
  const width = (max - min) / counts.length;
  const low = qmin - zero;
  const high = qmax - zero;
  let error = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    if (count === 0) continue;
    const centre = min + (i + 0.5) * width;
    const q = roundHalfEven(centre / scale);
    if (q >= low && q <= high && width > scale) error += (count * scale * scale) / 12;
    else error += count * (centre - scale * Math.min(high, Math.max(low, q))) ** 2;
  }
  return error;
}
