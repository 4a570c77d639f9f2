import type { PlanFile } from '../core/exports/PlanFile.ts';
import { canonicalJson } from '../core/profile/profileHash.ts';
import { CliError } from './CliError.ts';
import { measureScored } from './measureScored.ts';
import { type AqsNeeds, openAqs } from './openAqs.ts';
import { type MeasuredAqs, planSettings } from './refineProblem.ts';

interface PlanAqsNeeds extends AqsNeeds {
  readonly plan: PlanFile;
  /** The plan's file, for sentences. */
  readonly path: string;
}

/**
 * AQS with the plan's quantizer: from the file that `measure` wrote, else measured on the engine's calibration data. Throws
 * CliError where the file is of another model, lacks pairs, or was measured with another quantizer.
 */
export async function openPlanAqs(
  { plan, path, engine, loaded, layers, groups, profile, data, store }: PlanAqsNeeds,
  file: string | undefined,
): Promise<MeasuredAqs> {
  const settings = planSettings(plan);
  if (file !== undefined) {
    const needs = { engine, loaded, layers, groups, profile, data, store };
    const aqs = await openAqs(needs, { aqs: file, range: 'min-max' });
    if (canonicalJson(aqs.settings.quantizer) !== canonicalJson(settings.quantizer))
      throw new CliError(
        `${file} was measured with other quantizer options than ${path} was planned with; measure with those, or leave out --aqs.`,
      );
    return aqs;
  }
  process.stderr.write(`${path} has no AQS of other pairs; measuring them\n`);
  const pairs = Object.fromEntries(
    groups.flatMap((group) => group.layers.map((layer) => [layer, group.pairs] as const)),
  );
  const shelf = { store, model: loaded.sha256, images: data.count };
  const { operands, quantizer } = settings;
  const { table, distance } = await measureScored(
    engine,
    shelf,
    { operands, pairs, quantizer },
    layers,
    'propagated',
  );
  return { table, settings: { ...settings, distance, images: data.count }, data };
}
