import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../core/profile/Profile.ts';
import { readProfile } from '../core/profile/readProfile.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import { addQuantizerOptions, type QuantizerOptions, readQuantizerOptions } from './quantizerOptions.ts';

const profileOf = (id: string): Profile => {
  const file = new URL(`../../public/profiles/${id}.json`, import.meta.url);
  return readProfile(readFileSync(file, 'utf8'), id);
};
const generic = profileOf('generic-int');

function read(args: readonly string[], profile = generic) {
  const command = addQuantizerOptions(new Command('measure')).exitOverride();
  command.parse(args, { from: 'user' });
  return readQuantizerOptions(command.opts<QuantizerOptions>(), profile);
}

describe('quantizer options', () => {
  it('are the default where nothing is asked', () => {
    expect(read([])).toEqual({ quantizer: defaultQuantizer, notes: [] });
  });

  it('set both operands, or one', () => {
    const { quantizer } = read(['--range', 'percentile', '--weight-range', 'mse', '--percentile', '99.9']);
    expect(quantizer.activations).toMatchObject({ range: 'percentile', percentile: 99.9 });
    expect(quantizer.weights.range).toBe('mse');
  });

  it('switch everything else', () => {
    const { quantizer, notes } = read([
      '--per-tensor',
      '--asymmetric-weights',
      '--symmetric-inputs',
      '--power-of-two',
      '--bias-correction',
      '--equalize',
    ]);
    expect(quantizer).toEqual({
      activations: { range: 'min-max', percentile: 99.99, symmetric: true, powerOfTwo: true },
      weights: {
        range: 'min-max',
        percentile: 99.99,
        perChannel: false,
        symmetric: false,
        powerOfTwo: true,
      },
      biasCorrection: true,
      equalize: true,
    });
    expect(notes).toEqual([]);
  });

  it('give way to what the profile fixes, and say so', () => {
    const strict: Profile = {
      ...generic,
      name: 'Strict',
      tensor_rules: {
        weights: { symmetric: 'required', granularity: ['per_tensor'] },
        activations: { scale_domain: 'power_of_two' },
      },
    };
    const { quantizer, notes } = read(['--asymmetric-weights'], strict);
    expect(quantizer.weights).toMatchObject({ symmetric: true, perChannel: false });
    expect(quantizer.activations.powerOfTwo).toBe(true);
    expect(notes).toEqual(['Strict needs symmetric weights. The option that asks otherwise has no effect.']);
    expect(read([], strict).notes).toEqual([]);
  });

  it('refuse what they do not know', () => {
    expect(() => read(['--range', 'widest'])).toThrow('min-max, percentile, mse');
    expect(() => read(['--percentile', '12'])).toThrow('50 to 100');
    expect(read(['--percentile', '99']).notes[0]).toMatch('no effect without');
  });
});
