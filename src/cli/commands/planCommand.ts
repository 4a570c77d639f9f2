import { readFile, writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { conversionText, latencyOvershoot } from '../../core/cost/latencyOvershoot.ts';
import { planTotals } from '../../core/cost/planTotals.ts';
import { planCsv } from '../../core/exports/planCsv.ts';
import { planJson } from '../../core/exports/planJson.ts';
import { groupLayers } from '../../core/groups/groupLayers.ts';
import { buildProgram, missingAqs } from '../../core/plan/buildProgram.ts';
import { makePlan } from '../../core/plan/makePlan.ts';
import type { CostName } from '../../core/plan/Program.ts';
import { planPeak } from '../../core/plan/planPeak.ts';
import { readBudgets } from '../../core/plan/problemFile.ts';
import { createGlpkSolver } from '../../solver/glpkSolver.ts';
import { readAqsFile } from '../AqsFile.ts';
import { CliError } from '../CliError.ts';
import { collect } from '../collect.ts';
import { type NearFlags, nearOption, nearWishes, toleranceOption } from '../nearPlan.ts';
import { latencyOption, openLatencyTable } from '../openLatencyTable.ts';
import { openModel } from '../openModel.ts';
import { defaultProfile, openProfile } from '../openProfile.ts';
import { packageVersion } from '../packageVersion.ts';

interface PlanOptions extends NearFlags {
  aqs: string;
  profile: string;
  latency?: string;
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
    .option(...latencyOption)
    .requiredOption(
      '--budget <cost=limit>',
      'size (bytes), bops (1e9), latency (ms), memory (peak of live activations, bytes) or a percentage; may be repeated',
      collect,
    )
    .option(...nearOption)
    .option(...toleranceOption)
    .requiredOption('--out <plan.json>', 'where the plan goes; a name ending in .csv gives CSV')
    .action(plan);
}

async function plan(path: string, options: PlanOptions): Promise<void> {
  const text = await readFile(options.aqs, 'utf8').catch(() => {
    throw new CliError(`No AQS at ${options.aqs}.`);
  });
  const aqs = readAqsFile(text, options.aqs);
  const base = await openProfile(options.profile);
  const { model, layers, sha256 } = await openModel(path);
  if (sha256 !== aqs.model.sha256)
    throw new CliError(
      `${options.aqs} was measured on another model (${aqs.model.name}); measure ${path} first.`,
    );
  const profile = await openLatencyTable(base, layers, options.latency);
  const groups = groupLayers(model, layers, profile);
  const missing = missingAqs(groups, aqs.table, aqs.settings.distance);
  if (missing.length)
    throw new CliError(
      `${options.aqs} has no AQS for some pairs of ${profile.name} (layer ${missing[0]}); measure with --profile ${options.profile}.`,
    );
  const { aggregate, distance } = aqs.settings;
  const unlimited = buildProgram({
    model,
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
  const wishes = await nearWishes(program, options);
  const solver = await createGlpkSolver();
  const solution = await solver.solve(program, wishes);
  if (solution.infeasible) throw new CliError(solution.infeasible.text, 3);
  const plan = makePlan(program, solution)!;
  const totals = planTotals({ model, layers, profile }, (layer) => plan.pairs[layer.name] ?? null);
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
        ...(wishes.tolerance === undefined ? {} : { tolerance: wishes.tolerance }),
        activationBytes: totals.activationBytes,
        ...(totals.latencyMs === null
          ? {}
          : { conversions: { count: totals.conversions, ms: totals.conversionMs } }),
      });
  await writeFile(options.out, content);
  process.stderr.write(
    `${plan.status}, total AQS ${plan.objective.toPrecision(4)}, ${plan.groups.length} groups -> ${options.out}\n`,
  );
  const peak = planPeak(program, solution.choice);
  if (peak) {
    const live = peak.tensors.map(({ name, bits, bytes }) => `${name} ${bytes} bytes at ${bits} bits`);
    process.stderr.write(`peak memory ${peak.bytes} bytes at ${peak.node}: ${live.join(', ')}\n`);
  }
  if (totals.latencyMs !== null) {
    const apart = conversionText(totals);
    process.stderr.write(`latency ${totals.latencyMs.toPrecision(4)} ms${apart ? `, ${apart}` : ''}\n`);
  }
  const over = latencyOvershoot(totals, program.budgets.latency);
  if (over) process.stderr.write(`warning: ${over.text}\n`);
}
