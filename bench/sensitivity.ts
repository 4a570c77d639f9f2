/**
 * Scores that predict: how well local and propagated AQS rank groups against the damage that quantizing each alone really does
 * to the network's output, what plans made from them are worth, and what they cost. The baselines (end-to-end scores, uniform
 * and random plans, plain forward passes, evaluation without prefix caching) are measured in the same run.
 *
 *   npm run bench:sensitivity [-- --only resnet50] [--photos folder] [--random 20] [--swaps 24] [--rounds 2] [--shares 25,50,75] [--cache folder] [--parts ranks,plans,speed]
 *
 * The photographs of the repository serve unless --photos names others (a folder with labels.json). With --cache measurements
 * are kept in a folder and taken up again; the part `speed` never uses it. ResNet-50 takes about an hour on one thread.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measurementFolder } from '../src/cli/measurementFolder.ts';
import { openEngine } from '../src/cli/openEngine.ts';
import { openProfile } from '../src/cli/openProfile.ts';
import type { Group } from '../src/core/groups/Group.ts';
import { groupLayers } from '../src/core/groups/groupLayers.ts';
import type { MeasuredTables } from '../src/core/kept/MeasuredTables.ts';
import { measureKept } from '../src/core/kept/measureKept.ts';
import type { Layer } from '../src/core/model/Layer.ts';
import { listLayers } from '../src/core/model/listLayers.ts';
import { resolveShapes } from '../src/core/model/resolveShapes.ts';
import { measureContext } from '../src/core/plan/measureContext.ts';
import type { Program } from '../src/core/plan/Program.ts';
import type { DataRole, Engine } from '../src/core/ports.ts';
import { type Pair, pairKey } from '../src/core/profile/Pair.ts';
import type { Profile } from '../src/core/profile/Profile.ts';
import { defaultQuantizer } from '../src/core/quantize/QuantizerSettings.ts';
import { widthsOf } from '../src/core/quantize/Widths.ts';
import type { AqsTable, Distance } from '../src/core/sensitivity/AqsTable.ts';
import { accumulateAqs } from '../src/core/sensitivity/accumulateAqs.ts';
import { measureModel } from '../src/core/sensitivity/measureModel.ts';
import { measureEndToEnd, measureInjections } from '../src/core/sensitivity/measureReach.ts';
import { defaultProbes, propagatedScores } from '../src/core/sensitivity/propagatedScores.ts';
import { repairMonotone } from '../src/core/sensitivity/repairMonotone.ts';
import { spearman } from '../src/core/sensitivity/spearman.ts';
import { withEndToEnd, withInjection } from '../src/core/sensitivity/withReach.ts';
import { evaluateTrials } from '../src/core/verify/evaluateTrials.ts';
import { planWidths } from '../src/core/verify/planWidths.ts';
import { verifyWidths } from '../src/core/verify/verifyWidths.ts';
import { type BenchNetwork, networks } from './sensitivityNetworks.ts';
import { benchPlans } from './sensitivityPlans.ts';

const { values: options } = parseArgs({
  options: {
    backend: { type: 'string', default: 'wasm' },
    only: { type: 'string' },
    photos: { type: 'string', default: 'public/models/photos' },
    random: { type: 'string', default: '20' },
    swaps: { type: 'string', default: '24' },
    rounds: { type: 'string', default: '2' },
    shares: { type: 'string', default: '25,50,75' },
    cache: { type: 'string' },
    probes: { type: 'string', default: `${defaultProbes}` },
    parts: { type: 'string', default: 'ranks,plans,speed' },
    'bias-correction': { type: 'boolean', default: false },
  },
});
const parts = options.parts.split(',');
const probes = Number(options.probes);
const quantizer = { ...defaultQuantizer, biasCorrection: options['bias-correction'] };
const store = options.cache ? measurementFolder(options.cache) : undefined;

/** `search` is what a refinement measures on: the calibration pictures where there are no others left. */
export type BenchSet = DataRole | 'search';

/** A network on the engine, with its pictures, and its table once it is scored. */
export interface OpenNetwork {
  readonly engine: Engine;
  /** Makes a set of pictures the engine's, and says as which. */
  readonly hold: (set: BenchSet) => Promise<DataRole>;
  readonly sha256: string;
  readonly profile: Profile;
  readonly layers: readonly Layer[];
  readonly groups: readonly Group[];
  readonly images: number;
  readonly table: AqsTable;
}

const grid = (bits: readonly number[]): Pair[] =>
  bits.flatMap((weightBits) => bits.map((activationBits) => ({ weightBits, activationBits })));
const planned = grid([4, 8]);
const now = (): number => performance.now();
/** Processor time of this process, ms: other programs on the machine do not lengthen it. For a GPU it is time on the wall. */
const clock = (): number => {
  if (options.backend === 'webgpu') return performance.now();
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

async function open(network: BenchNetwork): Promise<OpenNetwork> {
  const folder = await network.folder();
  const files = readdirSync(folder)
    .filter((file) => file === 'model.json' || /\.bin$|shard\d+of\d+/.test(file))
    .map((path) => ({ path, bytes: new Uint8Array(readFileSync(join(folder, path))) }));
  const engine = await openEngine(options.backend);
  const { model, sha256 } = await engine.load(files);
  const { calibration, verification, search } = await network.pictures(options.photos);
  await engine.setPictures(calibration);
  const { count, shape } = await engine.preprocess(network.preprocess, 'calibration');
  let held: BenchSet = 'calibration';
  /** The engine has two sets at a time: the calibration pictures and one of the others. */
  const hold = async (set: BenchSet): Promise<DataRole> => {
    if (set === 'calibration' || (set === 'search' && search.length === 0)) return 'calibration';
    if (held !== set) {
      await engine.setPictures({ search, verification }[set], 'verification');
      await engine.preprocess(network.preprocess, set, 'verification');
      held = set;
    }
    return 'verification';
  };
  const layers = listLayers(model, resolveShapes(model, [[1, ...shape]]));
  const profile = await openProfile('generic-int');
  const groups = groupLayers(model, layers, profile).map((group) => ({ ...group, pairs: planned }));
  console.log(
    `\n══ ${network.title}: ${layers.length} layers, ${groups.length} groups; scores and ranges from ${calibration.length} pictures, ` +
      `plans measured on ${verification.length} others, refined on ${search.length || calibration.length}`,
  );
  return { engine, hold, sha256, profile, layers, groups, images: count, table: {} };
}

/** Local, propagated and end-to-end scores of {4,8} x {4,8}. */
async function score(network: OpenNetwork): Promise<AqsTable> {
  const { engine, sha256, layers, images } = network;
  const pairs = Object.fromEntries(layers.map((layer) => [layer.name, planned]));
  const request = { operands: 'both', pairs, quantizer, probes } as const;
  const shelf = { store, model: sha256, images };
  let tables: MeasuredTables = { table: {}, unfinished: {} };
  for await (const step of measureKept(shelf, engine, request, { now })) tables = step.tables;
  const job = { engine, shelf, layers, images, quantizer, operands: 'both' } as const;
  let table: AqsTable = tables.table;
  for await (const { measured } of measureInjections(job, table, { now })) {
    if (measured) table = withInjection(table, measured);
  }
  for await (const { measured } of measureEndToEnd(job, table, pairs, { now })) {
    if (measured) table = withEndToEnd(table, measured);
  }
  return propagatedScores(table);
}

function ranks({ table, groups }: OpenNetwork): void {
  const of = (group: Group, key: string, distance: Exclude<Distance, 'sqnr'>): number =>
    group.layers.reduce((sum, layer) => sum + (table[layer]!.entries[key]![distance] ?? Number.NaN), 0);
  console.log('Spearman against end-to-end damage, over groups (weights/input): local, propagated');
  for (const pair of planned) {
    const key = pairKey(pair);
    const truth = groups.map((group) => of(group, key, 'endToEnd'));
    const against = (distance: 'nmse' | 'propagated'): string =>
      (
        spearman(
          groups.map((group) => of(group, key, distance)),
          truth,
        ) ?? Number.NaN
      ).toFixed(3);
    console.log(`  ${key}   ${against('nmse')}   ${against('propagated')}`);
  }
}

/** What scores cost, in plain forward passes of the same pictures measured just before. */
async function speed({ engine, layers, images }: OpenNetwork): Promise<void> {
  const evaluate = async (
    trials: Parameters<typeof widthsOf>[0][] | null,
    prefix: boolean,
    count?: number,
  ) => {
    const chosen = trials
      ? layers.map((layer) => ({ [layer.name]: widthsOf(trials[0]!) }))
      : // Nothing is quantized: one forward pass, the float outputs being known.
        [{}];
    const limited = count === undefined ? {} : { images: count };
    const request = { data: 'calibration', quantizer, trials: chosen, prefix, ...limited } as const;
    const started = clock();
    for await (const _ of evaluateTrials(engine, request, { now }));
    return clock() - started;
  };
  await evaluate(null, true);
  const before = Math.min(await evaluate(null, true), await evaluate(null, true));

  const pairs = grid([3, 4, 6, 8]);
  const request = {
    operands: 'both',
    pairs: Object.fromEntries(layers.map((layer) => [layer.name, pairs])),
    quantizer,
  } as const;
  const started = clock();
  let table: AqsTable = {};
  for await (const { measurement } of measureModel(engine, { ...request, probes }, { now })) {
    if (measurement) table = accumulateAqs(table, measurement);
  }
  const back = clock() - started;
  const shelf = { model: '' };
  const job = { engine, shelf, layers, images, quantizer, operands: 'both' } as const;
  let injections = 0;
  let passes = 0;
  for await (const step of measureInjections(job, table, { now })) {
    passes = step.passes;
    if (step.measured) injections++;
  }
  const all = clock() - started;
  const localStarted = clock();
  for await (const _ of measureModel(engine, request, { now }));
  const local = clock() - localStarted;
  const after = Math.min(await evaluate(null, true), await evaluate(null, true));
  // A machine that other programs use is not always as fast: both ends count.
  const plain = (before + after) / 2;
  const in_ = (ms: number): string => `${(ms / plain).toFixed(1)} passes`;
  console.log(
    `\nProcessor time; one plain forward pass of ${images} pictures: ${before.toFixed(0)} ms before, ${after.toFixed(0)} ms after`,
  );
  console.log(`  16 pairs, local AQS alone                        ${in_(local)}`);
  console.log(`  16 pairs, looking back from ${probes} directions            ${in_(back)}`);
  console.log(
    `  ${injections} injections (${passes.toFixed(1)} passes of layers)          ${in_(all - back)}`,
  );
  console.log(`  propagated scores of 16 pairs, all together      ${in_(all)}`);

  const few = Math.min(4, images);
  const pair = [{ weightBits: 4, activationBits: 4 }];
  await evaluate(null, true, few);
  const naive = await evaluate(pair, false, few);
  const cached = await evaluate(pair, true, few);
  console.log(
    `  end-to-end, every layer at 4/4 on ${few} pictures: ${(naive / 1000).toFixed(1)} s from the input, ` +
      `${(cached / 1000).toFixed(1)} s with prefix caching: ${(naive / cached).toFixed(2)} times as fast`,
  );
}

const wanted = options.only?.split(',');
for (const one of networks) {
  if (wanted && !wanted.includes(one.id)) continue;
  const network = await open(one);
  if (parts.includes('ranks') || parts.includes('plans')) {
    const table = await score(network);
    ranks({ ...network, table });
    if (parts.includes('plans')) {
      const { engine, layers, images } = network;
      const shelf = { store, model: network.sha256 };
      const evaluate = async (
        program: Program,
        choice: readonly number[],
        set: BenchSet = 'verification',
      ) => {
        const settings = { data: await network.hold(set), quantizer } as const;
        const [verification] = await verifyWidths(engine, [planWidths(program, choice)], settings, {
          now,
          shelf,
        });
        return verification!;
      };
      const job = { engine, shelf, layers, images, quantizer, operands: 'both' } as const;
      await benchPlans(
        { ...network, table: repairMonotone(table).table },
        evaluate,
        (program, choice) => measureContext(job, program, choice, { now }),
        {
          shares: options.shares.split(',').map(Number),
          randoms: Number(options.random),
          swaps: Number(options.swaps),
          rounds: Number(options.rounds),
        },
      );
    }
  }
  if (parts.includes('speed')) await speed(network);
}
