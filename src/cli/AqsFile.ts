import { readLayerAqs, writeLayerAqs } from '../core/exports/layerAqs.ts';
import type { Program } from '../core/plan/Program.ts';
import { writeProblem } from '../core/plan/problemFile.ts';
import type { LoadedModel } from '../core/ports.ts';
import type { Profile } from '../core/profile/Profile.ts';
import { profileHash } from '../core/profile/profileHash.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { AqsTable, Distance, Operands } from '../core/sensitivity/AqsTable.ts';
import { CliError } from './CliError.ts';

/** How an AQS table was made. */
export interface AqsSettings {
  readonly operands: Operands;
  readonly distance: Distance;
  readonly aggregate: 'sum' | 'mean' | 'max';
  readonly images: number;
  readonly quantizer: QuantizerSettings;
}

export interface AqsData {
  readonly kind: 'images' | 'array' | 'synthetic';
  readonly name: string;
  readonly count: number;
}

export interface AqsReport {
  readonly loaded: LoadedModel;
  readonly profile: Profile;
  readonly data: AqsData;
  readonly settings: AqsSettings;
  readonly backend: string;
  readonly measureMs: number;
  readonly program: Program;
  readonly table: AqsTable;
  /** Step AQS, entries by `stepKey`, where they were measured. */
  readonly steps?: AqsTable;
  readonly repairs: readonly { readonly layer: string; readonly pair: string }[];
}

/** The file of `mixbit measure`: a selection problem, and beside it the table by layer and what produced both. */
export function writeAqsFile(report: AqsReport): string {
  const { loaded, profile } = report;
  return writeProblem(report.program, {
    schema_version: '1.0.0',
    producer: { name: 'mixbit-studio', command: 'measure' },
    model: { name: loaded.model.name, format: loaded.model.format, sha256: loaded.sha256 },
    profile: { id: profile.id, version: profile.profile_version ?? null, sha256: profileHash(profile) },
    data: report.data,
    settings: report.settings,
    backend: report.backend,
    measure_ms: Math.round(report.measureMs),
    repairs: report.repairs,
    layer_aqs: writeLayerAqs(report.table),
    ...(report.steps ? { step_aqs: writeLayerAqs(report.steps) } : {}),
  });
}

export interface AqsFile {
  readonly model: { readonly name: string; readonly sha256: string };
  readonly data: AqsData;
  readonly settings: AqsSettings;
  readonly table: AqsTable;
  /** Step AQS, entries by `stepKey`, where the file has them. */
  readonly steps?: AqsTable;
}

/** Reads what `writeAqsFile` wrote. Throws CliError when the file has no table of AQS by layer. */
export function readAqsFile(text: string, file: string): AqsFile {
  let parsed: {
    layer_aqs?: unknown;
    step_aqs?: unknown;
    model?: AqsFile['model'];
    data?: AqsData;
    settings?: AqsSettings;
  };
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new CliError(`${file} is not JSON: ${(error as Error).message}.`);
  }
  const { model, data, settings } = parsed;
  const table = readLayerAqs(parsed.layer_aqs);
  if (!table || !model || !data || !settings)
    throw new CliError(
      `${file} was not written by \`mixbit measure\`: it has no AQS by layer. Run measure first.`,
    );
  const steps = readLayerAqs(parsed.step_aqs ?? {});
  return { model, data, settings, table, ...(steps ? { steps } : {}) };
}
