import type { Histogram } from '../ports.ts';
import type { QuantizerSettings } from './QuantizerSettings.ts';
import type { GridOptions, QuantParams } from './quantParams.ts';
import { quantParams } from './quantParams.ts';
import { rangeOf } from './rangeOf.ts';

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
  return quantParams(rangeOf(histogram, bits, settings, options), bits, options);
}
