import { readFile } from 'node:fs/promises';
import type { PlanFile } from '../core/exports/PlanFile.ts';
import { readPlan } from '../core/exports/readPlan.ts';
import type { LoadedModel } from '../core/ports.ts';
import { CliError } from './CliError.ts';

/** The plan of a file. Throws CliError where there is none, PlanError where it is not a plan. */
export async function openPlan(path: string): Promise<PlanFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new CliError(`No plan at ${path}.`);
  });
  return readPlan(text, path);
}

/** Throws CliError where the plan at `path` was made for another model than the one loaded from `modelPath`. */
export function checkPlanModel(plan: PlanFile, path: string, loaded: LoadedModel, modelPath: string): void {
  if (loaded.sha256 !== plan.model.sha256)
    throw new CliError(`${path} was made for another model (${plan.model.name}); plan ${modelPath} first.`);
}
