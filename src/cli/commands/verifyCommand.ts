import { Command } from 'commander';
import type { PlanFile } from '../../core/exports/PlanFile.ts';
import { planMismatches } from '../../core/exports/readPlan.ts';
import { writeVerification } from '../../core/exports/verificationFile.ts';
import type { Layer } from '../../core/model/Layer.ts';
import { listLayers } from '../../core/model/listLayers.ts';
import { inputShapesAt, resolveShapes } from '../../core/model/resolveShapes.ts';
import { objectiveOf, totalOf } from '../../core/plan/exactTotals.ts';
import { uniformRivals } from '../../core/plan/uniformPlans.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import type { Profile } from '../../core/profile/Profile.ts';
import { pairsFor } from '../../core/profile/pairsFor.ts';
import { profileHash } from '../../core/profile/profileHash.ts';
import { outputHeads } from '../../core/verify/OutputHead.ts';
import { planProgram } from '../../core/verify/planProgram.ts';
import { planWidths } from '../../core/verify/planWidths.ts';
import { verifyWidths } from '../../core/verify/verifyWidths.ts';
import { floatTotal, floatVerification, type MeasuredRow, printMeasured } from '../measuredTable.ts';
import { type CacheOptions, openMeasurements, withCacheOptions } from '../measurementFolder.ts';
import { oneOf } from '../oneOf.ts';
import { openEngine } from '../openEngine.ts';
import { latencyOption, openLatencyTable } from '../openLatencyTable.ts';
import { checkPlanModel, openPlan } from '../openPlan.ts';
import { openProfile } from '../openProfile.ts';
import { printProgress } from '../printProgress.ts';
import { readModelFiles } from '../readModelFiles.ts';
import { trialEngine } from '../trialEngine.ts';
import { untilInterrupt } from '../untilInterrupt.ts';
import {
  addVerificationOptions,
  openVerificationData,
  type VerificationOptions,
} from '../verificationData.ts';

interface VerifyOptions extends VerificationOptions, CacheOptions {
  plan: string;
  profile?: string;
  latency?: string;
  compare: string;
  backend: string;
  json?: boolean;
}

/** `mixbit verify <model> --plan plan.json --images <folder>`: a plan measured by real forward passes. */
export function verifyCommand(): Command {
  const command = new Command('verify')
    .description('measure a plan by real forward passes, beside float and uniform plans')
    .argument('<model>', 'a model.json, a folder or a .zip')
    .requiredOption('--plan <plan.json>', 'what `plan`, `lower` or the page wrote for this model');
  return withCacheOptions(addVerificationOptions(command))
    .option('--compare <with>', 'the best three `uniform` plans of at most equal cost, or `none`', 'uniform')
    .option('--profile <id|file>', 'hardware profile (default: the one that the plan names)')
    .option(...latencyOption)
    .option('--backend <name>', 'wasm, webgpu or cpu', 'wasm')
    .option('--json', 'print JSON instead of a table')
    .action(verify);
}

async function verify(path: string, options: VerifyOptions): Promise<void> {
  const compare = oneOf('--compare', options.compare, ['uniform', 'none']);
  const plan = await openPlan(options.plan);
  const base = await openProfile(options.profile ?? plan.profile.latency_table?.base ?? plan.profile.id);
  const files = await readModelFiles(path);
  const engine = await openEngine(options.backend);
  const loaded = await engine.load(files);
  const { model } = loaded;
  const shapes = resolveShapes(model, inputShapesAt(model, 1, 224));
  const layers = listLayers(model, shapes);
  checkPlanModel(plan, options.plan, loaded, path);
  const profile = await openLatencyTable(base, layers, options.latency);
  const now = { modelSha256: loaded.sha256, modelName: model.name, layers: layers.map(({ name }) => name) };
  for (const problem of planMismatches(plan, {
    ...now,
    profileId: profile.id,
    profileHash: profileHash(profile),
  }))
    process.stderr.write(`warning: ${problem}\n`);
  const unfit = unfitGroups(plan, layers, profile);
  if (unfit.length > 0)
    process.stderr.write(
      `warning: ${profile.id} does not run ${unfit.length} of ${plan.groups.length} groups at their pair, ${unfit[0]!.id} at ${unfit[0]!.pair} for one\n`,
    );

  const { program, choice } = planProgram(plan, layers, profile);
  const cost = plan.main_budget;
  const total = totalOf(program, choice, cost);
  // Peak memory is no sum: uniform plans are then compared by bit operations.
  const by = Number.isFinite(total) ? cost : 'bops';
  const limit = totalOf(program, choice, by);
  const uniform =
    compare === 'none'
      ? []
      : uniformRivals(
          program,
          (other) => totalOf(program, other, by) <= limit * (1 + 1e-9) && other.join() !== choice.join(),
        );
  const data = await openVerificationData(
    engine,
    loaded,
    outputHeads(model, shapes),
    options,
    plan.settings.images,
  );
  const show = printProgress('measuring, per cent');
  const trials = [choice, ...uniform.map((other) => other.choice)];
  const store = openMeasurements(options);
  const started = performance.now();
  const measured = await untilInterrupt((signal) =>
    verifyWidths(
      trialEngine(engine).engine,
      trials.map((trial) => planWidths(program, trial)),
      {
        data: 'verification',
        quantizer: plan.settings.quantizer,
        ...(data.labels ? { labels: data.labels } : {}),
      },
      {
        signal,
        now: () => performance.now(),
        shelf: { store, model: loaded.sha256 },
        onProgress: (fraction, remainingMs) => show(Math.round(100 * fraction), 100, remainingMs),
      },
    ),
  );
  const seconds = (performance.now() - started) / 1000;
  process.stderr.write(
    `${trials.length} plans on ${data.verification.count} images in ${seconds.toFixed(1)} s\n`,
  );

  const rowOf = (name: string, index: number): MeasuredRow => ({
    name,
    total: totalOf(program, trials[index]!, by),
    predicted: objectiveOf(program, trials[index]!),
    verification: measured[index]!,
  });
  const rows: readonly MeasuredRow[] = [
    {
      name: 'float',
      ...floatTotal({ model, layers, profile }, by),
      predicted: 0,
      verification: floatVerification(measured[0]!),
    },
    rowOf('plan', 0),
    ...uniform.map(({ pair, exact }, i) =>
      rowOf(`${pair.weightBits}/${pair.activationBits}${exact ? '' : ' or wider'}`, i + 1),
    ),
  ];
  if (!options.json) return printMeasured(rows, by, plan.settings.distance);
  const report = {
    model: plan.model,
    profile: plan.profile,
    data: { calibration: data.calibration, verification: data.verification },
    cost: by,
    rows: rows.map(({ verification, ...row }) => ({
      ...row,
      verification: writeVerification(verification, data.verification),
    })),
  };
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
}

/** Groups with a layer that the profile does not run at the group's pair. */
function unfitGroups(plan: PlanFile, layers: readonly Layer[], profile: Profile): PlanFile['groups'] {
  const kinds = new Map(layers.map(({ name, kind }) => [name, kind]));
  return plan.groups.filter(({ layers: names, pair }) =>
    names.some((name) => !pairsFor(profile, kinds.get(name)!).some((one) => pairKey(one) === pair)),
  );
}
