import { readFile, writeFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { Command } from 'commander';
import { presetNames } from '../../core/calibration/presets.ts';
import { readNpy } from '../../core/calibration/readNpy.ts';
import { groupLayers } from '../../core/groups/groupLayers.ts';
import { listLayers } from '../../core/model/listLayers.ts';
import { inputShapesAt, resolveShapes } from '../../core/model/resolveShapes.ts';
import { buildProgram } from '../../core/plan/buildProgram.ts';
import type { Engine, LoadedModel } from '../../core/ports.ts';
import { pairsFor } from '../../core/profile/pairsFor.ts';
import { quantizerFor } from '../../core/profile/quantizerFor.ts';
import { defaultQuantizer } from '../../core/quantize/QuantizerSettings.ts';
import type { AqsTable, Operands } from '../../core/sensitivity/AqsTable.ts';
import { accumulateAqs } from '../../core/sensitivity/accumulateAqs.ts';
import { measureModel } from '../../core/sensitivity/measureModel.ts';
import { repairMonotone } from '../../core/sensitivity/repairMonotone.ts';
import { writeAqsFile } from '../AqsFile.ts';
import { CliError } from '../CliError.ts';
import { openEngine } from '../openEngine.ts';
import { openPreprocess } from '../openPreprocess.ts';
import { defaultProfile, openProfile } from '../openProfile.ts';
import { printProgress } from '../printProgress.ts';
import { readModelFiles } from '../readModelFiles.ts';
import { readPictures } from '../readPictures.ts';

interface MeasureOptions {
  images?: string;
  input?: string;
  preprocess?: string;
  profile: string;
  operands: string;
  range: string;
  count?: string;
  batch?: string;
  backend: string;
  out: string;
}

/** `mixbit measure <model> --images <folder> --out aqs.json`: AQS of every layer at every pair of the profile. */
export function measureCommand(): Command {
  return new Command('measure')
    .description('AQS of every layer at every pair of bit-widths that the profile runs')
    .argument('<model>', 'a model.json, a folder or a .zip')
    .option('--images <folder>', 'calibration pictures')
    .option('--input <x.npy>', 'calibration data that are already preprocessed, batch first')
    .option(
      '--preprocess <preset|file>',
      `how pictures become input: ${presetNames.join(', ')}, or a JSON file`,
    )
    .option('--profile <id|file>', 'hardware profile', defaultProfile)
    .option('--operands <what>', 'what is quantized: input, weights or both', 'both')
    .option('--range <estimator>', 'min-max, percentile or mse', 'min-max')
    .option('--count <n>', 'use the first n images')
    .option('--batch <n>', 'images at once, at most')
    .option('--backend <name>', 'wasm, webgpu or cpu', 'wasm')
    .requiredOption(
      '--out <aqs.json>',
      'where the table goes: a selection problem that `solve` takes as it is',
    )
    .action(measure);
}

function oneOf<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((name) => name === value);
  if (!found) throw new CliError(`${option} ${value} is not known: use ${allowed.join(', ')}.`);
  return found;
}

function positive(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1)
    throw new CliError(`${option} ${value} must be a whole number from 1 on.`);
  return number;
}

/** Gives the engine its calibration set and says what it is. */
async function giveData(engine: Engine, loaded: LoadedModel, options: MeasureOptions) {
  const count = positive('--count', options.count);
  if (options.input) {
    const bytes = await readFile(options.input).catch(() => {
      throw new CliError(`No input at ${options.input}.`);
    });
    const array = readNpy(new Uint8Array(bytes), options.input);
    const [rows = 0, ...shape] = array.shape;
    const used = Math.min(rows, count ?? rows);
    const size = array.values.length / Math.max(rows, 1);
    const values = Float32Array.from(array.values.subarray(0, used * size));
    const name = basename(options.input);
    await engine.setDataset({ name, kind: 'array', count: used, shape, values });
    return { kind: 'array' as const, name, count: used };
  }
  const pictures = (await readPictures(options.images!)).slice(0, count);
  await engine.setPictures(pictures);
  const { preprocess, why } = await openPreprocess(loaded.model, options.preprocess);
  process.stderr.write(`${why}\n`);
  const name = basename(resolve(options.images!));
  await engine.preprocess(preprocess, name);
  return { kind: 'images' as const, name, count: pictures.length };
}

async function measure(path: string, options: MeasureOptions): Promise<void> {
  if (!options.images === !options.input)
    throw new CliError('measure needs calibration data: give either --images <folder> or --input x.npy.');
  const operands: Operands = oneOf('--operands', options.operands, ['input', 'weights', 'both']);
  const range = oneOf('--range', options.range, ['min-max', 'percentile', 'mse']);
  const batchSize = positive('--batch', options.batch);
  const profile = await openProfile(options.profile);
  const files = await readModelFiles(path);
  const engine = await openEngine(options.backend);
  const loaded = await engine.load(files);
  const { model } = loaded;
  const layers = listLayers(model, resolveShapes(model, inputShapesAt(model, 1, 224)));
  const data = await giveData(engine, loaded, options);
  const quantizer = quantizerFor(profile, {
    activations: { ...defaultQuantizer.activations, range },
    weights: { ...defaultQuantizer.weights, range },
  });
  const pairs = Object.fromEntries(layers.map((layer) => [layer.name, pairsFor(profile, layer.kind)]));

  let table: AqsTable = {};
  const show = printProgress('measuring');
  const request = { operands, pairs, quantizer, ...(batchSize ? { batchSize } : {}) };
  const started = performance.now();
  for await (const step of measureModel(engine, request, { now: () => performance.now() })) {
    if (step.measurement) table = accumulateAqs(table, step.measurement);
    show(step.done, step.total, step.remainingMs);
  }
  const measureMs = performance.now() - started;
  const repaired = repairMonotone(table);
  const groups = groupLayers(model, layers, profile);
  const program = buildProgram({
    groups,
    layers,
    aqs: repaired.table,
    profile,
    aggregate: 'sum',
    distance: 'nmse',
    budgets: {},
    pins: {},
  });
  const { backend, detail } = await engine.backends();
  const text = writeAqsFile({
    loaded,
    profile,
    data,
    settings: { operands, distance: 'nmse', aggregate: 'sum', images: data.count, quantizer },
    backend: `${backend}: ${detail}`,
    measureMs,
    program,
    table: repaired.table,
    repairs: repaired.repairs,
  });
  await writeFile(options.out, text);
  process.stderr.write(
    `${layers.length} layers, ${groups.length} groups, ${data.count} images in ${(measureMs / 1000).toFixed(1)} s ` +
      `(${detail}); ${repaired.repairs.length} monotone repairs -> ${options.out}\n`,
  );
}
