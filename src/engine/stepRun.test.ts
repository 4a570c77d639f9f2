import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { random } from '../core/calibration/random.ts';
import { ModelBuilder } from '../core/model/ModelBuilder.ts';
import type { MeasureRequest } from '../core/ports.ts';
import { type Pair, parsePair } from '../core/profile/Pair.ts';
import { fakeQuantize, fakeQuantizeChannels } from '../core/quantize/fakeQuantize.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import { activationGrid, quantParams } from '../core/quantize/quantParams.ts';
import { weightParams } from '../core/quantize/weightParams.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import { accumulateAqs } from '../core/sensitivity/accumulateAqs.ts';
import { parseStepKey } from '../core/sensitivity/stepKey.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import { finishMeasure } from './fixtures/finishMeasure.ts';
import { meanNmse } from './fixtures/meanNmse.ts';
import { noiseDataset } from './fixtures/noiseDataset.ts';
import { measureRun } from './measureRun.ts';
import type { Numerics } from './Numerics.ts';
import { createGraphRunner } from './runGraph.ts';
import { stepRun } from './stepRun.ts';

const images = 5;
const dataset = noiseDataset(5, images, [6, 6, 3]);

/** Two layers that share an input, one of them depthwise, and a classifier. */
function tinyModel() {
  const next = random(7);
  const b = new ModelBuilder();
  const values = (shape: number[], scale = 1) => ({
    shape,
    values: Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => (next() - 0.5) * scale),
  });
  const x = b.input('image', [null, 6, 6, 3]);
  const same = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const;
  const left = b.add('depthwiseConv', 'left', [x, b.constant('left/w', values([3, 3, 3, 1], 2))], same, {
    fn: 'relu6',
  });
  const right = b.add(
    'conv',
    'right',
    [x, b.constant('right/w', values([1, 1, 3, 3])), b.constant('right/b', values([3]))],
    { ...same, groups: 1 },
  );
  const row = b.add('flatten', 'row', [b.add('binary', 'sum', [left, right], { fn: 'add' })], {});
  const scores = b.add('dense', 'scores', [row, b.constant('scores/w', values([108, 4]))], {});
  return b.build('tiny', 'test', [scores]);
}

const names = ['left', 'right', 'scores'];
const keys = ['8/8>4/8', '16f/16f>8/8', '8/8>8/4', '4/8>4/4', '4/4>4/4'];

function request(change: Partial<MeasureRequest> = {}) {
  const steps = Object.fromEntries(names.map((name) => [name, keys.map(parseStepKey)]));
  return { operands: 'both' as const, pairs: {}, quantizer: defaultQuantizer, steps, ...change };
}

const limits = { totalBytes: 1e9, tensorBytes: 1e9 };

async function measure(
  numerics: Numerics,
  what: ReturnType<typeof request>,
  now = () => 0,
  begun: AqsTable = {},
  ranges: CalibrationRanges = new Map(),
) {
  const { model, weights } = tinyModel();
  const runner = createGraphRunner(model, weights);
  const run = stepRun({ model, weights, runner, numerics, dataset, ranges, limits, now }, what);
  const { steps, measurements } = await finishMeasure(run).finally(() => runner.dispose());
  const table = measurements.reduce(accumulateAqs, begun);
  return { table, steps, measurements, start: run.start };
}

/** nmse of one layer's output at one pair against that at another, image by image, from the core's own quantizer. */
async function byDefinition(layer: string, key: string): Promise<number> {
  const { model, weights } = tinyModel();
  const node = model.nodes.find((n) => n.name === layer)!;
  const runner = createGraphRunner(model, weights);
  const data = tf.tensor(dataset.values, [images, ...dataset.shape]);
  const kept = runner.run([data], [node.inputs[0]!]);
  const x = kept.get(node.inputs[0]!)!;
  const xs = (await x.data()) as Float32Array;
  const filter = weights.get(node.inputs[1]!)!;
  const ws = filter.values as Float32Array;
  const layout = { channels: node.op === 'depthwiseConv' ? 3 : filter.shape.at(-1)!, inner: 1 };
  const range = { min: Math.min(...xs), max: Math.max(...xs) };
  const outputAt = async (pair: Pair): Promise<ArrayLike<number>> => {
    const grids = weightParams(ws, layout, pair.weightBits, defaultQuantizer.weights);
    const w = tf.tensor(pair.weightFloat ? ws : fakeQuantizeChannels(ws, grids, layout), [...filter.shape]);
    const grid = quantParams(range, pair.activationBits, activationGrid);
    const a = tf.tensor(pair.activationFloat ? xs : fakeQuantize(xs, grid), x.shape);
    const y = runner.runLayer(node, a, w);
    const values = await y.data();
    tf.dispose([w, a, y]);
    return values;
  };
  const { from, to } = parseStepKey(key);
  const [wide, narrow] = [await outputAt(from), await outputAt(to)];
  tf.dispose([data, ...kept.values()]);
  runner.dispose();
  return meanNmse(wide, narrow, images);
}

const backends = (await eachBackend()).filter(({ backend }) => backend !== 'webgpu');

for (const { backend, start } of backends) {
  describe(`stepRun on ${backend}`, { timeout: 60_000 }, () => {
    let numerics: Numerics;
    beforeAll(async () => {
      numerics = await start();
    });

    it('compares the output at the narrower pair with that at the wider one, and leaves no tensor behind', async () => {
      const before = tf.memory().numTensors;
      const { table, measurements, start } = await measure(numerics, request());
      expect(start).toMatchObject({ steps: 3, batchSize: 5, batches: 1 });
      expect(measurements.map(({ layer }) => layer)).toEqual(names);
      for (const layer of names) {
        expect(Object.keys(table[layer]!.entries)).toEqual(keys);
        for (const key of keys.slice(0, -1)) {
          const want = await byDefinition(layer, key);
          expect(want).toBeGreaterThan(0);
          expect(table[layer]!.entries[key]!.nmse / want).toBeCloseTo(1, 3);
        }
        expect(table[layer]!.entries['4/4>4/4']!.nmse).toBe(0);
      }
      expect(tf.memory().numTensors).toBe(before);
    });
  });
}

describe('stepRun', { timeout: 60_000 }, () => {
  let numerics: Numerics;
  beforeAll(async () => {
    numerics = await backends.find(({ backend }) => backend === 'wasm')!.start();
  });

  it('agrees with AQS against float where the wider pair is float', async () => {
    const { table } = await measure(numerics, request());
    const { model, weights } = tinyModel();
    const runner = createGraphRunner(model, weights);
    const pairs = Object.fromEntries(names.map((name) => [name, [parsePair('8/8')]]));
    const run = measureRun(
      { model, weights, runner, numerics, dataset, limits, now: () => 0 },
      { operands: 'both', quantizer: defaultQuantizer, pairs },
    );
    let local: AqsTable = {};
    for (const _ of names) {
      const { measurement } = await run.step();
      local = accumulateAqs(local, measurement!);
    }
    await run.end();
    runner.dispose();
    for (const layer of names)
      expect(table[layer]!.entries['16f/16f>8/8']!.nmse).toBeCloseTo(local[layer]!.entries['8/8']!.nmse, 12);
  });

  it('gives the same in batches, in short steps, and where each layer goes on from where it was left', async () => {
    const before = tf.memory().numTensors;
    const whole = await measure(numerics, request());
    let time = 0;
    const parts = await measure(numerics, request({ batchSize: 2 }), () => (time += 1000));
    expect(parts.start).toMatchObject({ batchSize: 2, batches: 3, steps: 9 });
    expect(parts.measurements).toHaveLength(9);
    const fractions = parts.steps.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
    expect(new Set(fractions).size).toBeGreaterThan(50);
    const close = (a: AqsTable, b: AqsTable): void => {
      for (const layer of names) {
        expect(a[layer]!.images).toBe(images);
        for (const key of keys.slice(0, -1))
          expect(a[layer]!.entries[key]!.nmse / b[layer]!.entries[key]!.nmse).toBeCloseTo(1, 5);
      }
    };
    close(parts.table, whole.table);

    const done: Record<string, number> = { left: 4, right: 2, scores: 2 };
    let begun: AqsTable = {};
    for (const one of parts.measurements) if (one.first < done[one.layer]!) begun = accumulateAqs(begun, one);
    const rest = await measure(numerics, request({ done, batchSize: 3 }), () => 0, begun);
    expect(rest.measurements.map(({ layer, first }) => `${layer} ${first}`)).toEqual([
      'right 2',
      'scores 2',
      'left 4',
      'right 4',
      'scores 4',
    ]);
    close(rest.table, whole.table);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('quantizes only the operands asked for', async () => {
    const { table } = await measure(numerics, request({ operands: 'weights' }));
    expect(table.left!.entries['8/8>8/4']!.nmse).toBe(0);
    expect(table.left!.entries['8/8>4/8']!.nmse).toBeGreaterThan(0);
  });

  it('leaves nothing behind when it is ended half-way, and knows ranges only once they are whole', async () => {
    const before = tf.memory().numTensors;
    for (const calls of [1, 8, 12]) {
      let time = 0;
      const { model, weights } = tinyModel();
      const runner = createGraphRunner(model, weights);
      const ranges: CalibrationRanges = new Map();
      const context = { model, weights, runner, numerics, dataset, ranges, limits };
      const run = stepRun({ ...context, now: () => (time += 1000) }, request());
      for (let i = 0; i < calls; i++) await run.step();
      await run.end();
      runner.dispose();
      expect(ranges.size).toBe(calls === 1 ? 0 : 2);
      expect(tf.memory().numTensors).toBe(before);
    }
  });

  it('names a layer that is not there', async () => {
    const steps = { nowhere: [parseStepKey('8/8>4/8')] };
    await expect(measure(numerics, { ...request(), steps })).rejects.toThrow('no layer "nowhere"');
  });
});
