import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { peakActivationBytes } from '../../core/cost/peakActivationBytes.ts';
import { planCsv } from '../../core/exports/planCsv.ts';
import { planJson } from '../../core/exports/planJson.ts';
import { groupLayers } from '../../core/groups/groupLayers.ts';
import { buildProgram, missingAqs } from '../../core/plan/buildProgram.ts';
import { makePlan } from '../../core/plan/makePlan.ts';
import type { CostName } from '../../core/plan/Program.ts';
import { readBudgets } from '../../core/plan/problemFile.ts';
import { createGlpkSolver } from '../../solver/glpkSolver.ts';
import { readAqsFile } from '../AqsFile.ts';
import { CliError } from '../CliError.ts';
import { collect } from '../collect.ts';
import { openModel } from '../openModel.ts';
import { defaultProfile, openProfile } from '../openProfile.ts';
import { packageVersion } from '../packageVersion.ts';

interface PlanOptions {
  aqs: string;
  profile: string;
  budget: string[];
  out: string;
}

/** `mixbit plan <model> --aqs aqs.json --profile id --budget bops=50% --out plan.json`. */
export function planCommand(): Command {
  return new Command('plan')
    .description('solve for a model and write the plan as JSON (or CSV, by the name of the file)')
    .argument('<model>', 'a model.json, a folder or a .zip')
    .requiredOption('--aqs <aqs.json>', 'what `measure` wrote for this model')
    .option('--profile <id|file>', 'hardware profile', defaultProfile)
    .requiredOption(
      '--budget <cost=limit>',
      'size (bytes), bops (1e9), latency (ms) or a percentage; may be repeated',
      collect,
    )
    .requiredOption('--out <plan.json>', 'where the plan goes; a name ending in .csv gives CSV')
    .action(plan);
}

async function plan(path: string, options: PlanOptions): Promise<void> {
  const text = await readFile(options.aqs, 'utf8').catch(() => {
    throw new CliError(`No AQS at ${options.aqs}.`);
  });
  const aqs = readAqsFile(text, options.aqs);
  const profile = await openProfile(options.profile);
  const { model, layers, sha256 } = await openModel(path);
  if (sha256 !== aqs.model.sha256)
    throw new CliError(
      `${options.aqs} was measured on another model (${aqs.model.name}); measure ${path} first.`,
    );
  const groups = groupLayers(model, layers, profile);
  const missing = missingAqs(groups, aqs.table);
  if (missing.length)
    throw new CliError(
      `${options.aqs} has no AQS for some pairs of ${profile.name} (layer ${missing[0]}); measure with --profile ${options.profile}.`,
    );
  const { aggregate, distance } = aqs.settings;
  const unlimited = buildProgram({
    groups,
    layers,
    aqs: aqs.table,
    profile,
    aggregate,
    distance,
    budgets: {},
    pins: {},
  });
  const program = { ...unlimited, budgets: readBudgets(unlimited, options.budget) };
  const solver = await createGlpkSolver();
  const solution = await solver.solve(program);
  if (solution.infeasible) throw new CliError(solution.infeasible.text, 3);
  const plan = makePlan(program, solution)!;
  const activationBytes = peakActivationBytes(model, layers, (layer) => plan.pairs[layer.name] ?? null).bytes;
  const content = options.out.endsWith('.csv')
    ? planCsv({ layers, plan, profile, aqs: aqs.table, distance, dataKind: aqs.data.kind })
    : planJson({
        producer: { name: 'mixbit-studio', version: await packageVersion() },
        model: { name: model.name, format: model.format, sha256 },
        profile,
        groups,
        program,
        plan,
        mainBudget: Object.keys(program.budgets)[0] as CostName,
        solverVersion: await solver.version(),
        settings: aqs.settings,
        data: aqs.data,
        assignment: {},
        activationBytes,
      });
  await writeFile(options.out, content);
  process.stderr.write(
    `${plan.status}, total AQS ${plan.objective.toPrecision(4)}, ${plan.groups.length} groups -> ${options.out}\n`,
  );
}
