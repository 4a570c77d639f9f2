import { readFile } from 'node:fs/promises';
import type { Preprocess } from '../core/calibration/Dataset.ts';
import { guessPreprocess } from '../core/calibration/guessPreprocess.ts';
import { presetNames, withPreset } from '../core/calibration/presets.ts';
import type { Model } from '../core/model/Model.ts';
import { CliError } from './CliError.ts';

/** How pictures become the model's input, and one sentence that says so. */
export interface OpenPreprocess {
  readonly preprocess: Preprocess;
  readonly why: string;
}

/**
 * Size and layout come from the model; the numbers from a preset, from a JSON file (fields of `Preprocess`, or an
 * object with them under `preprocess`, as sample.json has), or else from the guess that fits the model's name.
 */
export async function openPreprocess(model: Model, wanted: string | undefined): Promise<OpenPreprocess> {
  const guess = guessPreprocess(model);
  if (!guess)
    throw new CliError(
      `${model.name} does not read one picture of 1 or 3 channels; give --input x.npy instead.`,
    );
  if (wanted === undefined)
    return { preprocess: guess.preprocess, why: `preprocessing (guessed): ${guess.preset}; ${guess.why}` };
  if (wanted.endsWith('.json')) {
    const text = await readFile(wanted, 'utf8').catch(() => {
      throw new CliError(`No preprocessing at ${wanted}.`);
    });
    let given: Partial<Preprocess> & { preprocess?: Partial<Preprocess> };
    try {
      given = JSON.parse(text);
    } catch (error) {
      throw new CliError(`${wanted} is not JSON: ${(error as Error).message}.`);
    }
    // Numbers without an order of channels are in RGB order, whatever the model's name made us guess.
    const channels = guess.preprocess.channels === 'gray' ? 'gray' : 'RGB';
    return {
      preprocess: { ...guess.preprocess, channels, ...(given.preprocess ?? given) },
      why: `preprocessing: ${wanted}`,
    };
  }
  const preset = presetNames.find((name) => name === wanted);
  if (!preset)
    throw new CliError(`No preprocessing preset "${wanted}": use ${presetNames.join(', ')}, or a JSON file.`);
  return { preprocess: withPreset(guess.preprocess, preset), why: `preprocessing: ${preset}` };
}
