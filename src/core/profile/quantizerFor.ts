import type { QuantizerSettings } from '../quantize/QuantizerSettings.ts';
import type { Profile } from './Profile.ts';

/** A setting that the profile fixes, for people. */
export interface FixedSetting {
  readonly operand: 'weights' | 'activations';
  readonly name: 'symmetric' | 'powerOfTwo' | 'perChannel';
  readonly value: boolean;
  readonly text: string;
}

/** What the profile's tensor rules fix of the quantizers. */
export function fixedSettings(profile: Profile): readonly FixedSetting[] {
  const found: FixedSetting[] = [];
  for (const operand of ['weights', 'activations'] as const) {
    const rule = profile.tensor_rules[operand];
    if (!rule) continue;
    const fix = (name: FixedSetting['name'], value: boolean, words: string) =>
      found.push({ operand, name, value, text: `${profile.name} needs ${words} ${operand}.` });
    if (rule.symmetric === 'required') fix('symmetric', true, 'symmetric');
    if (rule.symmetric === 'forbidden') fix('symmetric', false, 'asymmetric');
    if (rule.scale_domain === 'power_of_two') fix('powerOfTwo', true, 'power-of-two scales for');
    if (operand === 'weights' && rule.granularity && !rule.granularity.includes('per_channel')) {
      fix('perChannel', false, 'one scale per tensor for');
    }
    if (operand === 'weights' && rule.granularity?.length === 1 && rule.granularity[0] === 'per_channel') {
      fix('perChannel', true, 'one scale per output channel for');
    }
  }
  return found;
}

/**
 * The user's settings with what the profile fixes put in place. No profile fixes bias correction or equalization: they
 * change numbers in the file, not what the hardware does with them. Settings of older files lack both, which means off.
 */
export function quantizerFor(profile: Profile, settings: QuantizerSettings): QuantizerSettings {
  const result = {
    activations: { ...settings.activations },
    weights: { ...settings.weights },
    biasCorrection: settings.biasCorrection ?? false,
    equalize: settings.equalize ?? false,
  };
  for (const { operand, name, value } of fixedSettings(profile)) {
    if (operand === 'weights') result.weights[name] = value;
    else if (name !== 'perChannel') result.activations[name] = value;
  }
  return result;
}
