import { writeFile } from 'node:fs/promises';
import { Command } from 'commander';
import { presetNames } from '../../core/calibration/presets.ts';
import { groupLayers } from '../../core/groups/groupLayers.ts';
import { listLayers } from '../../core/model/listLayers.ts';
import { inputShapesAt, resolveShapes } from '../../core/model/resolveShapes.ts';
import { buildProgram } from '../../core/plan/buildProgram.ts';
import { programSteps } from '../../core/plan/programSteps.ts';
import type { Engine, LoadedModel } from '../../core/ports.ts';
import { pairsFor } from '../../core/profile/pairsFor.ts';
import type { Operands } from '../../core/sensitivity/AqsTable.ts';
import { type AqsData, writeAqsFile } from '../AqsFile.ts';
import { CliError } from '../CliError.ts';
import { countOf, readArraySource, readDataSource, takeItems } from '../dataSource.ts';
import { type CacheOptions, openMeasurements, withCacheOptions } from '../measurementFolder.ts';
import { measureScored, scoreKinds } from '../measureScored.ts';
import { measureSteps } from '../measureSteps.ts';
import { oneOf } from '../oneOf.ts';
import { openEngine } from '../openEngine.ts';
import { latencyOption, openLatencyTable } from '../openLatencyTable.ts';
import { defaultProfile, openProfile } from '../openProfile.ts';
import { positive } from '../positive.ts';
import { addQuantizerOptions, type QuantizerOptions, readQuantizerOptions } from '../quantizerOptions.ts';
import { readModelFiles } from '../readModelFiles.ts';
import { giveData } from '../verificationData.ts';

interface MeasureOptions extends QuantizerOptions, CacheOptions {
  images?: string;
  input?: string;
  preprocess?: string;
  profile: string;
  latency?: string;
  operands: string;
  score: string;
  count?: string;
  batch?: string;
  backend: string;
  out: string;
}

/** `mixbit measure <model> --images <folder> --out aqs.json`: AQS of every layer at every pair of the profile. */
export function measureCommand(): Command {
  const command = new Command('measure')
    .description('AQS of every layer at every pair of bit-widths that the profile runs')
    .argument('<model>', 'a model.json, a folder or a .zip')
    .option('--images <folder>', 'calibration pictures, or the sample.json of a shipped network')
    .option('--input <x.npy>', 'calibration data that are already preprocessed, batch first')
    .option(
      '--preprocess <preset|file>',
      `how pictures become input: ${presetNames.join(', ')}, or a JSON file`,
    )
    .option('--profile <id|file>', 'hardware profile', defaultProfile)
    .option(...latencyOption)
    .option('--operands <what>', 'what is quantized: input, weights or both', 'both')
    .option(
      '--score <kind>',
      "what the solver minimizes: propagated (predicted damage at the network's output), end-to-end (measured, slow), local, or step (local, and beside it every step of bit lowering: a pair against the next wider one)",
      'propagated',
    );
  return withCacheOptions(addQuantizerOptions(command))
    .option('--count <n>', 'use the first n images')
    .option('--batch <n>', 'images at once, at most')
    .option('--backend <name>', 'wasm, webgpu or cpu', 'wasm')
    .requiredOption(
      '--out <aqs.json>',
      'where the table goes: a selection problem that `solve` takes as it is',
    )
    .action(measure);
}

/** Gives the engine its calibration set, of which --count may take the first few, and says what it is. */
async function openCalibration(
  engine: Engine,
  loaded: LoadedModel,
  options: MeasureOptions,
): Promise<AqsData> {
  const source = options.input
    ? await readArraySource(options.input)
    : await readDataSource(options.images!, 'calibration');
  const available = countOf(source);
  const count = Math.min(available, positive('--count', options.count) ?? available);
  const used = takeItems(
    source,
    Array.from({ length: count }, (_, i) => i),
  );
  return giveData(engine, loaded, used, 'calibration', options.preprocess);
}

async function measure(path: string, options: MeasureOptions): Promise<void> {
  if (!options.images === !options.input)
    throw new CliError('measure needs calibration data: give either --images <folder> or --input x.npy.');
  const operands: Operands = oneOf('--operands', options.operands, ['input', 'weights', 'both']);
  const score = oneOf('--score', options.score, scoreKinds);
  const batchSize = positive('--batch', options.batch);
  const base = await openProfile(options.profile);
  const { quantizer, notes } = readQuantizerOptions(options, base);
  for (const note of notes) process.stderr.write(`${note}\n`);
  const files = await readModelFiles(path);
  const engine = await openEngine(options.backend);
  const loaded = await engine.load(files);
  const { model } = loaded;
  const layers = listLayers(model, resolveShapes(model, inputShapesAt(model, 1, 224)));
  const profile = await openLatencyTable(base, layers, options.latency);
  const data = await openCalibration(engine, loaded, options);
  const pairs = Object.fromEntries(layers.map((layer) => [layer.name, pairsFor(profile, layer.kind)]));

  const shelf = { store: openMeasurements(options), model: loaded.sha256, images: data.count };
  const request = { operands, pairs, quantizer, ...(batchSize ? { batchSize } : {}) };
  const scored = await measureScored(engine, shelf, request, layers, score);
  const { distance } = scored;
  const groups = groupLayers(model, layers, profile);
  const program = buildProgram({
    model,
    groups,
    layers,
    aqs: scored.table,
    profile,
    aggregate: 'sum',
    distance,
    budgets: {},
    pins: {},
  });
  const stepping = performance.now();
  const steps =
    score === 'step' ? await measureSteps(engine, shelf, request, programSteps(program.groups)) : null;
  const measureMs = scored.measureMs + performance.now() - stepping;
  const passes = scored.passes + (steps?.passes ?? 0);
  const { backend, detail } = await engine.backends();
  const text = writeAqsFile({
    loaded,
    profile,
    data,
    settings: { operands, distance, aggregate: 'sum', images: data.count, quantizer },
    backend: `${backend}: ${detail}`,
    measureMs,
    program,
    table: scored.table,
    ...(steps ? { steps: steps.table } : {}),
    repairs: scored.repairs,
  });
  await writeFile(options.out, text);
  process.stderr.write(
    `${layers.length} layers, ${groups.length} groups, ${data.count} images in ${(measureMs / 1000).toFixed(1)} s, ` +
      `${passes.toFixed(1)} forward passes of them ` +
      `(${detail}); score: ${score}; ${scored.repairs.length} monotone repairs -> ${options.out}\n`,
  );
}
