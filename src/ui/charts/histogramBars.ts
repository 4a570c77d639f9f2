import type { Histogram } from '../../core/ports.ts';

export interface HistogramBar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** 0..1, the square root of the count's share of the largest: tails stay visible. */
  readonly height: number;
}

/** Merges a histogram's fine bins into at most `most` bars. */
export function histogramBars(histogram: Histogram, most: number): HistogramBar[] {
  const { counts, min, max } = histogram;
  const per = Math.max(1, Math.ceil(counts.length / most));
  const step = (max - min) / counts.length;
  const bars: { from: number; to: number; count: number }[] = [];
  for (let first = 0; first < counts.length; first += per) {
    const end = Math.min(counts.length, first + per);
    let count = 0;
    for (let bin = first; bin < end; bin++) count += counts[bin]!;
    bars.push({ from: min + first * step, to: min + end * step, count });
  }
  const largest = bars.reduce((most, bar) => Math.max(most, bar.count), 0);
  return bars.map((bar) => ({ ...bar, height: largest > 0 ? Math.sqrt(bar.count / largest) : 0 }));
}
