import { expect, it } from 'vitest';
import { defaultQuantizer } from './QuantizerSettings.ts';
import { readQuantizerSettings } from './readQuantizerSettings.ts';

it('reads settings as they were written, and fills in what older ones lack', () => {
  const settings = {
    ...defaultQuantizer,
    activations: { ...defaultQuantizer.activations, range: 'percentile', percentile: 99.5 },
    equalize: true,
  };
  expect(readQuantizerSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  const { biasCorrection: _, equalize: __, ...older } = defaultQuantizer;
  expect(readQuantizerSettings({ ...older, unknown: 1 })).toEqual(defaultQuantizer);
});

it('takes nothing that is not settings', () => {
  const { activations, weights } = defaultQuantizer;
  const odd = [
    null,
    'min-max',
    [],
    { ...defaultQuantizer, activations: { ...activations, range: 'widest' } },
    { ...defaultQuantizer, activations: { ...activations, percentile: 101 } },
    { ...defaultQuantizer, weights: { ...weights, percentile: '99' } },
    { ...defaultQuantizer, weights: { ...weights, perChannel: 'yes' } },
    { ...defaultQuantizer, weights: 4 },
    { ...defaultQuantizer, equalize: 1 },
  ];
  expect(odd.map(readQuantizerSettings)).toEqual(odd.map(() => null));
});
