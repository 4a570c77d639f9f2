import type { Histogram } from '../../core/ports.ts';
import { mseRange, percentileRange } from '../../core/quantize/estimateRange.ts';
import type { QuantizerSettings } from '../../core/quantize/QuantizerSettings.ts';
import { type GridOptions, type QuantParams, quantParams } from '../../core/quantize/quantParams.ts';

/**
 * The grid of a layer's weights at `bits` over the whole tensor: what is drawn under the histogram. Where every
 * output channel has a grid of its own, this is that of the widest one.
 */
export function weightGrid(
  histogram: Histogram,
  bits: number,
  settings: QuantizerSettings['weights'],
): QuantParams {
  const options: GridOptions = {
    symmetric: settings.symmetric,
    signed: true,
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
