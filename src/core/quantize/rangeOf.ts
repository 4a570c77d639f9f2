import type { Histogram } from '../ports.ts';
import { mseRange, percentileRange } from './estimateRange.ts';
import type { QuantizerSettings } from './QuantizerSettings.ts';
import type { GridOptions, Range } from './quantParams.ts';

/** How a range is found, of weights or of activations. */
export type RangeSettings = Pick<QuantizerSettings['activations'], 'range' | 'percentile'>;

/**
 * The range that `settings` take from a histogram of values, for a grid of `bits` laid by `options`. Min-max needs the
 * histogram's ends only, so its counts may be empty there.
 */
export function rangeOf(
  histogram: Histogram,
  bits: number,
  settings: RangeSettings,
  options: GridOptions,
): Range {
  switch (settings.range) {
    case 'min-max':
      return histogram;
    case 'percentile':
      return percentileRange(histogram, settings.percentile);
    case 'mse':
      return mseRange(histogram, bits, options);
  }
}
