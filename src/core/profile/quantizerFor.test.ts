import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultQuantizer } from '../quantize/QuantizerSettings.ts';
import { quantizerFor } from './quantizerFor.ts';
import { readProfile } from './readProfile.ts';

const generic = readProfile(
  readFileSync(new URL('../../../public/profiles/generic-int.json', import.meta.url), 'utf8'),
  'generic-int',
);

describe('quantizerFor', () => {
  it('keeps the switches that no profile fixes, and takes older settings as having them off', () => {
    const asked = { ...defaultQuantizer, biasCorrection: true, equalize: true };
    expect(quantizerFor(generic, asked)).toEqual(asked);
    const { activations, weights } = defaultQuantizer;
    expect(quantizerFor(generic, { activations, weights })).toEqual(defaultQuantizer);
  });

  it('is one text for one meaning, so that tables of equal settings are found again', () => {
    const { activations, weights } = defaultQuantizer;
    const written = [defaultQuantizer, { weights, activations }, { equalize: false, activations, weights }];
    const texts = written.map((settings) => JSON.stringify(quantizerFor(generic, settings)));
    expect(new Set(texts).size).toBe(1);
  });

  it('puts what the profile fixes in place', () => {
    const strict = {
      ...generic,
      tensor_rules: {
        weights: { symmetric: 'forbidden', granularity: ['per_tensor'] },
        activations: { symmetric: 'required', scale_domain: 'power_of_two' },
      },
    } as const;
    const { activations, weights } = quantizerFor(strict, defaultQuantizer);
    expect(weights).toMatchObject({ symmetric: false, perChannel: false, powerOfTwo: false });
    expect(activations).toMatchObject({ symmetric: true, powerOfTwo: true });
  });
});
