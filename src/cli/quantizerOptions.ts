import type { Command } from 'commander';
import type { Profile } from '../core/profile/Profile.ts';
import { type FixedSetting, fixedSettings, quantizerFor } from '../core/profile/quantizerFor.ts';
import { defaultQuantizer, type QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import { CliError } from './CliError.ts';
import { oneOf } from './oneOf.ts';

/** What `addQuantizerOptions` puts among a command's options. */
export interface QuantizerOptions {
  readonly range: string;
  readonly inputRange?: string;
  readonly weightRange?: string;
  readonly percentile?: string;
  readonly perTensor?: true;
  readonly asymmetricWeights?: true;
  readonly symmetricInputs?: true;
  readonly powerOfTwo?: true;
  readonly biasCorrection?: true;
  readonly equalize?: true;
}

const ranges = ['min-max', 'percentile', 'mse'] as const;

/** Adds how ranges are found and grids are laid to a command that measures or evaluates. */
export function addQuantizerOptions(command: Command): Command {
  return command
    .option('--range <estimator>', `range of inputs and weights: ${ranges.join(', ')}`, 'min-max')
    .option('--input-range <estimator>', 'the same, of inputs only')
    .option('--weight-range <estimator>', 'the same, of weights only')
    .option('--percentile <p>', 'per cent of the values inside, for the range `percentile` (default: 99.99)')
    .option('--per-tensor', 'one weight grid per filter instead of one per output channel')
    .option('--asymmetric-weights', 'weight grids with a zero point')
    .option('--symmetric-inputs', 'input grids without a zero point')
    .option('--power-of-two', 'scales of inputs and weights are powers of two')
    .option('--bias-correction', 'biases make up for the mean error of quantized weights')
    .option('--equalize', 'rescale the network across layers first; its float outputs stay the same');
}

/**
 * The quantizer that these options ask for, with what the profile fixes put in its place; `notes` are sentences on options
 * that the profile overrides. Throws CliError on a value that is not known.
 */
export function readQuantizerOptions(
  options: QuantizerOptions,
  profile: Profile,
): { readonly quantizer: QuantizerSettings; readonly notes: readonly string[] } {
  const both = oneOf('--range', options.range, ranges);
  const percentile = percentileOf(options.percentile);
  const powerOfTwo = options.powerOfTwo ?? false;
  const asked: QuantizerSettings = {
    activations: {
      range: options.inputRange ? oneOf('--input-range', options.inputRange, ranges) : both,
      percentile: percentile ?? defaultQuantizer.activations.percentile,
      symmetric: options.symmetricInputs ?? false,
      powerOfTwo,
    },
    weights: {
      range: options.weightRange ? oneOf('--weight-range', options.weightRange, ranges) : both,
      percentile: percentile ?? defaultQuantizer.weights.percentile,
      perChannel: !options.perTensor,
      symmetric: !options.asymmetricWeights,
      powerOfTwo,
    },
    biasCorrection: options.biasCorrection ?? false,
    equalize: options.equalize ?? false,
  };
  // What a profile fixes needs no word while the user left it alone.
  const notes = fixedSettings(profile)
    .filter(({ operand, name, value }) => {
      const wish = settingOf(asked, operand, name);
      return wish !== value && wish !== settingOf(defaultQuantizer, operand, name);
    })
    .map(({ text }) => `${text} The option that asks otherwise has no effect.`);
  if (percentile !== undefined && ![asked.activations.range, asked.weights.range].includes('percentile'))
    notes.push('--percentile has no effect without --range percentile.');
  return { quantizer: quantizerFor(profile, asked), notes };
}

function settingOf(
  quantizer: QuantizerSettings,
  operand: FixedSetting['operand'],
  name: FixedSetting['name'],
): boolean {
  if (operand === 'weights') return quantizer.weights[name];
  return name === 'perChannel' ? false : quantizer.activations[name];
}

function percentileOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!(number >= 50 && number <= 100))
    throw new CliError(`--percentile ${value} must be a number from 50 to 100.`);
  return number;
}
