import { readFile } from 'node:fs/promises';
import type { Group } from '../core/groups/Group.ts';
import type { Layer } from '../core/model/Layer.ts';
import { missingAqs } from '../core/plan/buildProgram.ts';
import type { Engine, LoadedModel, MeasurementStore } from '../core/ports.ts';
import type { Profile } from '../core/profile/Profile.ts';
import { pairsFor } from '../core/profile/pairsFor.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import { type AqsData, type AqsSettings, readAqsFile } from './AqsFile.ts';
import { CliError } from './CliError.ts';
import { measureScored } from './measureScored.ts';
import { type QuantizerOptions, readQuantizerOptions } from './quantizerOptions.ts';

export interface AqsNeeds {
  readonly engine: Engine;
  readonly loaded: LoadedModel;
  readonly layers: readonly Layer[];
  readonly groups: readonly Group[];
  readonly profile: Profile;
  /** What the engine has as calibration data. */
  readonly data: AqsData;
  readonly store: MeasurementStore | undefined;
}

/**
 * AQS for a search: from the file that `measure` wrote (whose quantizer then counts), else measured on the engine's calibration
 * data. Throws CliError where the file is of another model or lacks pairs.
 */
export async function openAqs(
  { engine, loaded, layers, groups, profile, data, store }: AqsNeeds,
  options: QuantizerOptions & { readonly aqs?: string },
): Promise<{
  readonly table: AqsTable;
  readonly settings: AqsSettings;
  readonly data: AqsData;
  readonly steps?: AqsTable;
}> {
  const { aqs: path } = options;
  if (path === undefined) {
    const { quantizer, notes } = readQuantizerOptions(options, profile);
    for (const note of notes) process.stderr.write(`${note}\n`);
    const pairs = Object.fromEntries(layers.map((layer) => [layer.name, pairsFor(profile, layer.kind)]));
    const shelf = { store, model: loaded.sha256, images: data.count };
    const request = { operands: 'both', pairs, quantizer } as const;
    const { table, distance } = await measureScored(engine, shelf, request, layers, 'propagated');
    return {
      table,
      settings: { operands: 'both', distance, aggregate: 'sum', images: data.count, quantizer },
      data,
    };
  }
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliError(`No AQS at ${path}.`);
  });
  const file = readAqsFile(text, path);
  if (file.model.sha256 !== loaded.sha256)
    throw new CliError(`${path} was measured on another model (${file.model.name}); measure this one first.`);
  const missing = missingAqs(groups, file.table, file.settings.distance);
  if (missing.length > 0)
    throw new CliError(
      `${path} has no AQS for some pairs of ${profile.name} (layer ${missing[0]}); measure with that profile.`,
    );
  const { table, settings, steps } = file;
  return { table, settings, data: file.data, ...(steps ? { steps } : {}) };
}
