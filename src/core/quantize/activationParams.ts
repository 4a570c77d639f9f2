import type { Histogram } from '../ports.ts';
import { mseRange, percentileRange } from './estimateRange.ts';
import type { QuantizerSettings } from './QuantizerSettings.ts';
import type { GridOptions, QuantParams } from './quantParams.ts';
import { quantParams } from './quantParams.ts';

/**
 * The grid of a layer's input at `bits`, from the histogram of its values over the calibration set. Min-max needs its ends only,
 * so the counts may be empty there.
 */
export function activationParams(
  histogram: Histogram,
  bits: number,
  settings: QuantizerSettings['activations'],
): QuantParams {
  const options: GridOptions = {
    symmetric: settings.symmetric,
    signed: false,
    powerOfTwo: settings.powerOfTwo,
  };
  const range =
    settings.range === 'percentile'
      ? percentileRange(histogram, settings.percentile)
      : settings.range === 'mse'
        ? mseRange(histogram, bits, options)
        : histogram;
  return quantParams(range, bits, options);
}
