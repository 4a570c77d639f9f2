import { schemaProblems } from '../profile/schemaProblems.ts';
import type { PlanFile } from './PlanFile.ts';
import { planSchema } from './planSchema.ts';

/** A file that is not a plan of this program. `problems` has one sentence each. */
export class PlanError extends Error {
  override readonly name = 'PlanError';
  readonly problems: readonly string[];
  constructor(file: string, problems: readonly string[]) {
    const more = problems.length > 3 ? ` And ${problems.length - 3} more.` : '';
    super(`${file} is not a plan that can be opened. ${problems.slice(0, 3).join(' ')}${more}`);
    this.problems = problems;
  }
}

function meaning(plan: PlanFile): string[] {
  const problems: string[] = [];
  const seen = new Map<string, string>();
  plan.groups.forEach((group, i) => {
    if (Object.keys(group.aqs).length > 0 && group.aqs[group.pair] === undefined) {
      problems.push(`groups[${i}] has the pair ${group.pair} but no AQS at it; export the plan again.`);
    }
    for (const layer of group.layers) {
      const other = seen.get(layer);
      if (other !== undefined)
        problems.push(`Layer "${layer}" is in ${other} and in ${group.id}; a layer has one group.`);
      seen.set(layer, group.id);
    }
  });
  return problems;
}

/** Reads an exported plan. `file` names it in errors. Throws a PlanError that says what is wrong and where. */
export function readPlan(text: string, file = 'The file'): PlanFile {
  let data: unknown;
  try {
    data = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new PlanError(file, [`It is not JSON: ${(error as Error).message}.`]);
  }
  if (typeof data !== 'object' || data === null || !('schema_version' in data) || !('groups' in data)) {
    throw new PlanError(file, [
      'It lacks "schema_version" and "groups"; choose a JSON file that Mixbit Studio exported.',
    ]);
  }
  if (data.schema_version !== '1.0.0') {
    throw new PlanError(file, [
      `It is of version ${JSON.stringify(data.schema_version)}; this program reads version 1.0.0.`,
    ]);
  }
  const problems = schemaProblems(planSchema, data).map((problem) => problem.text);
  if (problems.length > 0) throw new PlanError(file, problems);
  const plan = data as unknown as PlanFile;
  const more = meaning(plan);
  if (more.length > 0) throw new PlanError(file, more);
  return plan;
}

function unknownProfile({ id, latency_table: table }: PlanFile['profile']): string {
  return table
    ? `The plan was made with the measured latencies of ${table.file} on the profile "${table.base}"; load that table on that profile first.`
    : `The profile "${id}" is not known here; load its file first.`;
}

/** What of a plan does not fit the opened model and profile: sentences, empty when it can be taken over as it is. */
export function planMismatches(
  plan: PlanFile,
  now: {
    readonly modelSha256: string;
    readonly modelName: string;
    readonly profileId?: string;
    readonly profileHash?: string;
    readonly layers: readonly string[];
  },
): readonly string[] {
  const known = new Set(now.layers);
  const unknown = plan.groups.flatMap((group) => group.layers).filter((layer) => !known.has(layer));
  return [
    ...(plan.model.sha256 === now.modelSha256
      ? []
      : [
          `The plan was made for other files of "${plan.model.name}" than the "${now.modelName}" that is open.`,
        ]),
    ...(unknown.length > 0
      ? [
          `The open model has no layer ${unknown.slice(0, 3).join(', ')}${unknown.length > 3 ? `, and ${unknown.length - 3} more` : ''}.`,
        ]
      : []),
    ...(now.profileHash === undefined
      ? [unknownProfile(plan.profile)]
      : now.profileHash === plan.profile.sha256
        ? []
        : now.profileId !== undefined && now.profileId !== plan.profile.id
          ? [`The plan was made for the profile "${plan.profile.id}", not for "${now.profileId}".`]
          : [`The profile "${plan.profile.id}" has changed since the plan was made.`]),
  ];
}
