import type { Histogram } from '../../core/ports.ts';
import type { QuantizerSettings } from '../../core/quantize/QuantizerSettings.ts';
import { type GridOptions, type QuantParams, quantParams } from '../../core/quantize/quantParams.ts';
import { rangeOf } from '../../core/quantize/rangeOf.ts';

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
  return quantParams(rangeOf(histogram, bits, settings, options), bits, options);
}
