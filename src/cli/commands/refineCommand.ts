import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { listLayers } from '../../core/model/listLayers.ts';
import { inputShapesAt, resolveShapes } from '../../core/model/resolveShapes.ts';
import { objectiveOf } from '../../core/plan/exactTotals.ts';
import type { RefineOptions, RefineWay } from '../../core/plan/Refinement.ts';
import { outputHeads } from '../../core/verify/OutputHead.ts';
import { createGlpkSolver } from '../../solver/glpkSolver.ts';
import { CliError } from '../CliError.ts';
import { collect } from '../collect.ts';
import { type CacheOptions, openMeasurements, withCacheOptions } from '../measurementFolder.ts';
import { oneOf } from '../oneOf.ts';
import { openEngine } from '../openEngine.ts';
import { latencyOption, openLatencyTable } from '../openLatencyTable.ts';
import { checkPlanModel, openPlan } from '../openPlan.ts';
import { openPlanAqs } from '../openPlanAqs.ts';
import { openProfile } from '../openProfile.ts';
import { positive } from '../positive.ts';
import { printRefined, printRefinedJson } from '../printRefined.ts';
import { readModelFiles } from '../readModelFiles.ts';
import { writeRefinedPlan } from '../refinedPlan.ts';
import { planGroups, problemOfAqs, problemOfPlan } from '../refineProblem.ts';
import { searchAndJudge } from '../searchAndJudge.ts';
import { trialEngine } from '../trialEngine.ts';
import { untilInterrupt } from '../untilInterrupt.ts';
import {
  addVerificationOptions,
  openVerificationData,
  type VerificationOptions,
} from '../verificationData.ts';

interface RefineFlags extends VerificationOptions, CacheOptions {
  plan: string;
  ways: string;
  swaps?: string;
  neighbours?: string;
  rounds?: string;
  budget?: string[];
  profile?: string;
  latency?: string;
  aqs?: string;
  backend: string;
  json?: true;
  out: string;
}

const knownWays: readonly RefineWay[] = ['neighbours', 'swaps', 'context'];

/** `mixbit refine <model> --plan plan.json --images <folder> --out refined.json`: a plan that measures better, if there is one. */
export function refineCommand(): Command {
  const command = new Command('refine')
    .description('search for a plan that measures better within the same budgets')
    .argument('<model>', 'a model.json, a folder or a .zip')
    .requiredOption('--plan <plan.json>', 'what `plan`, `lower`, `refine` or the page wrote for this model');
  addVerificationOptions(command)
    .option(
      '--ways <list>',
      'neighbours (solve at budgets just below), swaps (raise one group, lower another), context (measure every layer under the plan, solve again)',
      'neighbours,swaps',
    )
    .option('--neighbours <n>', 'budgets below the limit to solve at (default: 5)')
    .option('--swaps <n>', 'swaps to measure at most (default: 24)')
    .option('--rounds <n>', 'rounds of measuring under the plan at most (default: 3)')
    .option(
      '--budget <cost=limit>',
      "in place of the plan's own: size (bytes), bops (1e9), latency (ms), memory (bytes) or a percentage; may be repeated",
      collect,
    )
    .option('--profile <id|file>', 'hardware profile (default: the one that the plan names)')
    .option(...latencyOption)
    .option('--aqs <aqs.json>', "AQS of `measure` instead of the plan's own");
  return withCacheOptions(command)
    .option('--backend <name>', 'wasm, webgpu or cpu', 'wasm')
    .option('--json', 'print JSON instead of a table')
    .requiredOption('--out <plan.json>', 'where the plan goes')
    .action(refine);
}

async function refine(path: string, options: RefineFlags): Promise<void> {
  const search = searchOf(options);
  const plan = await openPlan(options.plan);
  const base = await openProfile(options.profile ?? plan.profile.latency_table?.base ?? plan.profile.id);
  const engine = await openEngine(options.backend);
  const loaded = await engine.load(await readModelFiles(path));
  checkPlanModel(plan, options.plan, loaded, path);
  const { model } = loaded;
  const shapes = resolveShapes(model, inputShapesAt(model, 1, 224));
  const layers = listLayers(model, shapes);
  const profile = await openLatencyTable(base, layers, options.latency);
  const given = { plan, path: options.plan, loaded, layers, profile };
  const groups = planGroups(given);
  const input = { ...given, groups, budgets: options.budget ?? [] };
  const stated = options.aqs === undefined ? problemOfPlan(input) : null;
  const data = await openVerificationData(
    engine,
    loaded,
    outputHeads(model, shapes),
    options,
    plan.settings.images,
  );
  const store = openMeasurements(options);
  const problem =
    stated ??
    problemOfAqs(input, await openPlanAqs({ ...input, engine, store, data: data.calibration }, options.aqs));
  const { program, choice, settings } = problem;
  const main = plan.main_budget;

  const solver = await createGlpkSolver();
  const trials = trialEngine(engine);
  const started = performance.now();
  const refined = await untilInterrupt((signal) =>
    searchAndJudge(
      {
        engine: trials.engine,
        shelf: { store, model: loaded.sha256 },
        layers,
        quantizer: settings.quantizer,
        images: data.calibration.count,
        verificationImages: data.verification.count,
        labels: data.labels,
        solve: solver.solve,
        signal,
      },
      { program, choice, ...(problem.variants ? { variants: problem.variants } : {}) },
      { ...search, ...(program.budgets[main] === undefined ? {} : { cost: main }) },
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  process.stderr.write(
    `${refined.result.evaluations} evaluations; trials run anew: ${trials.ran()}; ${seconds.toFixed(1)} s\n`,
  );

  const optimum = (await solver.solve(program)).objective;
  const measuredOn = { ...data.verification, count: refined.after.images };
  const text = await writeRefinedPlan({
    loaded,
    layers,
    profile,
    groups,
    program,
    mainBudget: main,
    optimum,
    foundBy: { name: plan.solver.name, version: plan.solver.version },
    predicted: objectiveOf(program, refined.judgement.best.choice),
    settings,
    data: problem.data,
    measuredOn,
    assignment: plan.assignment,
    ...(plan.objective ? { objective: plan.objective } : {}),
    ...(problem.layerAqs ? { layerAqs: problem.layerAqs } : {}),
    ...(plan.refined === undefined ? {} : { refined: plan.refined }),
    found: refined,
  });
  await writeFile(options.out, text);
  process.stderr.write(`plan -> ${options.out}\n`);
  if (options.json) printRefinedJson(program, refined, main, measuredOn, trials.ran());
  else
    printRefined(program, refined, main, {
      network: { model: loaded.model, layers, profile },
      distance: settings.distance,
    });
}

/** Which search the options ask for. */
function searchOf(options: RefineFlags): RefineOptions & { readonly ways: readonly RefineWay[] } {
  const ways = [...new Set(options.ways.split(',').map((way) => oneOf('--ways', way.trim(), knownWays)))];
  const goesWith: readonly (readonly [string | undefined, string, RefineWay])[] = [
    [options.neighbours, '--neighbours', 'neighbours'],
    [options.swaps, '--swaps', 'swaps'],
    [options.rounds, '--rounds', 'context'],
  ];
  for (const [value, option, way] of goesWith)
    if (value !== undefined && !ways.includes(way)) throw new CliError(`${option} goes with --ways ${way}.`);
  const neighbours = positive('--neighbours', options.neighbours);
  const swaps = positive('--swaps', options.swaps);
  const rounds = positive('--rounds', options.rounds);
  return {
    ways,
    ...(neighbours === undefined ? {} : { neighbours }),
    ...(swaps === undefined ? {} : { swaps }),
    ...(rounds === undefined ? {} : { rounds }),
  };
}
