import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { groupLayers } from '../../core/groups/groupLayers.ts';
import { listLayers } from '../../core/model/listLayers.ts';
import { inputShapesAt, resolveShapes } from '../../core/model/resolveShapes.ts';
import { bisectBudget } from '../../core/plan/bisectBudget.ts';
import { buildProgram } from '../../core/plan/buildProgram.ts';
import { costsOf } from '../../core/plan/exactTotals.ts';
import { formatCost } from '../../core/plan/formatCost.ts';
import type { Aggregate } from '../../core/plan/groupAqs.ts';
import type { LoweringOptions } from '../../core/plan/Lowering.ts';
import { lowerPlan } from '../../core/plan/lowerPlan.ts';
import { MeasuredPlans } from '../../core/plan/MeasuredPlans.ts';
import type { SumCost } from '../../core/plan/Program.ts';
import { stepFromFloat } from '../../core/plan/stepFromFloat.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import { type Criterion, criterionProblem } from '../../core/verify/Criterion.ts';
import { formatCriterionValue } from '../../core/verify/formatCriterion.ts';
import { outputHeads } from '../../core/verify/OutputHead.ts';
import { parseCriterion } from '../../core/verify/parseCriterion.ts';
import { planWidths } from '../../core/verify/planWidths.ts';
import { verifyWidths } from '../../core/verify/verifyWidths.ts';
import { createGlpkSolver } from '../../solver/glpkSolver.ts';
import { CliError } from '../CliError.ts';
import { type LoweredPlan, writeLoweredPlan } from '../loweredPlan.ts';
import { type CacheOptions, openMeasurements, withCacheOptions } from '../measurementFolder.ts';
import { oneOf } from '../oneOf.ts';
import { openAqs } from '../openAqs.ts';
import { openEngine } from '../openEngine.ts';
import { latencyOption, openLatencyTable } from '../openLatencyTable.ts';
import { defaultProfile, openProfile } from '../openProfile.ts';
import { openSteps, type StepKind, stepKinds } from '../openSteps.ts';
import { printJson, printPlan } from '../printLowered.ts';
import { addQuantizerOptions, type QuantizerOptions } from '../quantizerOptions.ts';
import { readModelFiles } from '../readModelFiles.ts';
import { trialEngine } from '../trialEngine.ts';
import { untilInterrupt } from '../untilInterrupt.ts';
import {
  addVerificationOptions,
  openVerificationData,
  type VerificationOptions,
} from '../verificationData.ts';

interface LowerOptions extends VerificationOptions, CacheOptions, QuantizerOptions {
  criterion: string;
  profile: string;
  latency?: string;
  aqs?: string;
  aggregate: string;
  onFail: string;
  reverse?: true;
  fast?: true;
  finish?: true;
  steps: string;
  smallest?: string;
  backend: string;
  json?: true;
  out?: string;
}

/** `mixbit lower <model> --criterion agreement>=0.98 --images <folder>`: bits as few as the criterion allows. */
export function lowerCommand(): Command {
  const command = new Command('lower')
    .description('lower bit-widths while a measured criterion holds')
    .argument('<model>', 'a model.json, a folder or a .zip')
    .requiredOption(
      '--criterion <what>',
      'agreement>=0.98, kl<=0.05, sqnr>=20; with labels accuracy>=0.85, drop<=0.01, proportion>=0.99',
    );
  addVerificationOptions(command)
    .option('--profile <id|file>', 'hardware profile', defaultProfile)
    .option(...latencyOption)
    .option('--aqs <aqs.json>', 'what `measure` wrote for this model (default: AQS are measured first)')
    .option('--aggregate <how>', "a group's step AQS of its layers': mean, max or sum", 'mean')
    .option(
      '--steps <how>',
      "a layer's step AQS: measured (output at the next pair against the present one) or from-float (difference of AQS)",
      'measured',
    )
    .option(
      '--on-fail <what>',
      'after a failed step: freeze the group, freeze-step (that pair only) or stop',
      'freeze',
    )
    .option('--reverse', 'start at the narrowest pairs and raise the worst until the criterion holds')
    .option('--fast', 'order the steps first, then halve: few evaluations')
    .option('--finish', 'with --fast: go on step by step from there')
    .option(
      '--smallest <cost>',
      'the smallest bops, size or latency instead: halves the budget of the exact optimum',
    );
  return withCacheOptions(addQuantizerOptions(command))
    .option('--backend <name>', 'wasm, webgpu or cpu', 'wasm')
    .option('--json', 'print JSON instead of tables')
    .option('--out <plan.json>', 'where the plan goes')
    .action(lower);
}

async function lower(path: string, options: LowerOptions): Promise<void> {
  const criterion = parseCriterion(options.criterion);
  const search = searchOf(options);
  const base = await openProfile(options.profile);
  const files = await readModelFiles(path);
  const engine = await openEngine(options.backend);
  const loaded = await engine.load(files);
  const { model } = loaded;
  const shapes = resolveShapes(model, inputShapesAt(model, 1, 224));
  const layers = listLayers(model, shapes);
  const profile = await openLatencyTable(base, layers, options.latency);
  const groups = groupLayers(model, layers, profile);
  const heads = outputHeads(model, shapes);
  const data = await openVerificationData(engine, loaded, heads, options);
  const problem = criterionProblem(criterion, {
    heads: heads.map(({ kind }) => kind),
    labelled: data.labels !== undefined,
  });
  if (problem) throw new CliError(problem);

  const store = openMeasurements(options);
  const aqs = await openAqs(
    { engine, loaded, layers, groups, profile, data: data.calibration, store },
    options,
  );
  const { table, settings } = aqs;
  const program = buildProgram({
    groups,
    layers,
    aqs: table,
    profile,
    aggregate: settings.aggregate,
    distance: settings.distance,
    budgets: {},
    pins: {},
  });
  if (search.smallest && !costsOf(program).includes(search.smallest))
    throw new CliError(
      `${profile.name} cannot price the ${search.smallest} of every layer; use --smallest ${costsOf(program).join(' or ')}, or give --latency.`,
    );
  const shelf = { store, model: loaded.sha256, images: data.calibration.count };
  const stepAqs = search.smallest
    ? stepFromFloat(table, settings.distance)
    : await openSteps({ engine, shelf, program, aqs }, search.steps);
  const solver = await createGlpkSolver();
  const macs = new Map(layers.map((layer) => [layer.name, layer.macs]));
  const trials = trialEngine(engine);
  const started = performance.now();
  const found = await untilInterrupt(async (signal): Promise<LoweredPlan> => {
    const plans = new MeasuredPlans(async (choice) => {
      const [verification] = await verifyWidths(
        trials.engine,
        [planWidths(program, choice)],
        {
          data: 'verification',
          quantizer: settings.quantizer,
          ...(data.labels ? { labels: data.labels } : {}),
        },
        { signal, now: () => performance.now(), shelf: { store, model: loaded.sha256 } },
      );
      return verification!;
    });
    const common = { program, criterion, plans, solve: solver.solve };
    if (search.smallest) {
      const { smallest: cost } = search;
      for await (const event of bisectBudget({ ...common, cost })) {
        if (event.kind === 'done') {
          if (!event.best) throw new CliError(event.text, 3);
          const { best, evaluations, text } = event;
          return { cost, ...best, text, evaluations, gap: null, measuredOptimum: null, optimal: true };
        }
        const { step, total, value, holds, evaluations } = event;
        say(step, formatCost(cost, total), criterion, value, holds ? 'holds' : 'fails', evaluations);
      }
    }
    const cost: SumCost = 'bops';
    const input = { ...common, macs: (layer: string) => macs.get(layer) ?? 0, stepAqs, cost };
    for await (const event of lowerPlan(input, search.lowering)) {
      if (event.kind === 'done') {
        if (!event.holds) throw new CliError(event.text, 3);
        const { gap } = event;
        const measuredOptimum = gap && (await plans.measure(gap.choice)).verification;
        return { cost, ...event, measuredOptimum, optimal: false };
      }
      const { value, evaluations } = event;
      if (event.kind === 'start') {
        const halves = event.order !== undefined;
        const where = search.lowering.reverse && !halves ? 'narrowest' : 'widest';
        // Halving upwards asks first whether it can be kept at all.
        const why = search.lowering.reverse && halves ? 'can it be kept at all? ' : '';
        say(
          1,
          `${why}every group at its ${where} pair`,
          criterion,
          value,
          event.holds ? 'holds' : 'fails',
          evaluations,
        );
        continue;
      }
      const { move, prefix } = event;
      const what = `${prefix === undefined ? '' : `${prefix} steps, up to `}${move.group} ${pairKey(move.from)} → ${pairKey(move.to)} (quality ${move.quality.toPrecision(3)})`;
      say(event.step + 1, what, criterion, value, event.outcome, evaluations);
    }
    throw new CliError('The procedure ended without a result.');
  });
  const seconds = (performance.now() - started) / 1000;
  process.stderr.write(
    `${found.evaluations} evaluations of ${data.verification.count} images in ${seconds.toFixed(1)} s\n`,
  );

  if (options.out) {
    const text = await writeLoweredPlan({
      loaded,
      layers,
      profile,
      groups,
      program,
      criterion,
      settings,
      data: aqs.data,
      measuredOn: data.verification,
      found,
    });
    await writeFile(options.out, text);
    process.stderr.write(`plan -> ${options.out}\n`);
  }
  if (options.json) printJson(program, found, criterion, data.verification);
  else
    printPlan(program, found, {
      criterion,
      network: { model, layers, profile },
      distance: settings.distance,
    });
}

/** Which search the options ask for. */
function searchOf(options: LowerOptions): {
  readonly smallest?: SumCost;
  readonly lowering: LoweringOptions;
  readonly steps: StepKind;
} {
  const steps = oneOf('--steps', options.steps, stepKinds);
  if (options.finish && !options.fast) throw new CliError('--finish goes with --fast.');
  if (options.smallest !== undefined) {
    if (options.reverse || options.fast)
      throw new CliError('--smallest is a search of its own; leave out --reverse and --fast.');
    return {
      smallest: oneOf<SumCost>('--smallest', options.smallest, ['bops', 'size', 'latency']),
      lowering: {},
      steps,
    };
  }
  return {
    steps,
    lowering: {
      aggregate: oneOf<Aggregate>('--aggregate', options.aggregate, ['mean', 'max', 'sum']),
      onFail: oneOf('--on-fail', options.onFail, ['freeze', 'freeze-step', 'stop'] as const),
      reverse: options.reverse ?? false,
      mode: options.fast ? (options.finish ? 'fast-then-full' : 'fast') : 'full',
    },
  };
}

/** One evaluated plan on stderr; plans count from 1. */
function say(
  plan: number,
  what: string,
  { kind }: Criterion,
  value: number,
  outcome: string,
  evaluations: number,
): void {
  process.stderr.write(
    `${plan}: ${what}: ${kind} ${formatCriterionValue(kind, value)}, ${outcome} (${evaluations} evaluated)\n`,
  );
}
