import { defaultQuantizer, type QuantizerSettings } from '../../core/quantize/QuantizerSettings.ts';

const RANGE = { 'min-max': 'min-max', percentile: 'percentile', mse: 'least squares' } as const;

/** The quantizer in a few words: its ranges, and what differs from the default. */
export function quantizerWords({
  activations,
  weights,
  biasCorrection,
  equalize,
}: QuantizerSettings): string {
  const [input, filter] = [RANGE[activations.range], RANGE[weights.range]];
  const usual = defaultQuantizer;
  return [
    input === filter ? input : `${input} inputs, ${filter} weights`,
    ...(weights.perChannel === usual.weights.perChannel ? [] : ['per tensor']),
    ...(weights.symmetric === usual.weights.symmetric ? [] : ['asymmetric weights']),
    ...(activations.symmetric === usual.activations.symmetric ? [] : ['symmetric inputs']),
    ...(weights.powerOfTwo || activations.powerOfTwo ? ['power of two'] : []),
    ...(biasCorrection ? ['bias correction'] : []),
    ...(equalize ? ['equalized'] : []),
  ].join(', ');
}
