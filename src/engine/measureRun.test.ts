import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { random } from '../core/calibration/random.ts';
import { ModelBuilder } from '../core/model/ModelBuilder.ts';
import type { MeasureRequest } from '../core/ports.ts';
import { parsePair } from '../core/profile/Pair.ts';
import { fakeQuantize, fakeQuantizeChannels } from '../core/quantize/fakeQuantize.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import { activationGrid, quantParams } from '../core/quantize/quantParams.ts';
import { weightParams } from '../core/quantize/weightParams.ts';
import type { AqsTable, Operands } from '../core/sensitivity/AqsTable.ts';
import { accumulateAqs } from '../core/sensitivity/accumulateAqs.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import { finishMeasure } from './fixtures/finishMeasure.ts';
import { meanNmse } from './fixtures/meanNmse.ts';
import { noiseDataset } from './fixtures/noiseDataset.ts';
import { measureRun } from './measureRun.ts';
import type { Numerics } from './Numerics.ts';
import { createGraphRunner } from './runGraph.ts';

const conv = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const;

/** A residual block and a classifier: two layers share an input, one is depthwise, one is dense. */
function tinyModel() {
  const next = random(11);
  const b = new ModelBuilder();
  const values = (shape: number[], scale = 1) => ({
    shape,
    values: Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => (next() - 0.5) * scale),
  });
  const x = b.input('image', [null, 6, 6, 3]);
  const stem = b.add(
    'conv',
    'stem',
    [x, b.constant('stem/w', values([3, 3, 3, 4])), b.constant('stem/b', values([4]))],
    { ...conv, strides: [2, 2], groups: 1 },
    { fn: 'relu' },
  );
  const left = b.add('depthwiseConv', 'left', [stem, b.constant('left/w', values([3, 3, 4, 1], 2))], conv, {
    fn: 'relu6',
  });
  const right = b.add('conv', 'right', [stem, b.constant('right/w', values([1, 1, 4, 4]))], {
    ...conv,
    groups: 1,
  });
  const sum = b.add('binary', 'sum', [left, right], { fn: 'add' });
  const row = b.add('flatten', 'row', [sum], {});
  const dense = b.add(
    'dense',
    'scores',
    [row, b.constant('scores/w', values([36, 5])), b.constant('scores/b', values([5]))],
    {},
  );
  return b.build('tiny', 'test', [dense]);
}

const names = ['stem', 'left', 'right', 'scores'];
const keys = ['2/2', '2/8', '8/2', '4/4', '8/8', '16f/4', '4/16f', '16f/16f'];
const dataset = noiseDataset(5, 5, [6, 6, 3]);

function request(operands: Operands = 'both', batchSize?: number): MeasureRequest {
  const pairs = Object.fromEntries(names.map((name) => [name, keys.map(parsePair)]));
  return { operands, pairs, quantizer: defaultQuantizer, ...(batchSize ? { batchSize } : {}) };
}

async function measure(
  numerics: Numerics,
  what: MeasureRequest,
  limit = 1e9,
  data = dataset,
  now = () => 0,
  begun: AqsTable = {},
) {
  const { model, weights } = tinyModel();
  const runner = createGraphRunner(model, weights);
  const run = measureRun(
    { model, weights, runner, numerics, dataset: data, limits: { totalBytes: limit, tensorBytes: 1e9 }, now },
    what,
  );
  const { steps, measurements } = await finishMeasure(run).finally(() => runner.dispose());
  return { table: measurements.reduce(accumulateAqs, begun), steps, start: run.start };
}

/** The same nmse by the definition: one layer at a time, plain ops, the core's reference quantizer. */
async function byDefinition(layer: string, key: string, operands: Operands): Promise<number> {
  const { model, weights } = tinyModel();
  const node = model.nodes.find((n) => n.name === layer)!;
  const runner = createGraphRunner(model, weights);
  const images = tf.tensor(dataset.values, [5, 6, 6, 3]);
  const [xId, wId] = node.inputs as [number, number];
  const kept = runner.run([images], [...new Set([xId, node.outputs[0]!])]);
  const x = kept.get(xId)!;
  const y = kept.get(node.outputs[0]!)!;
  const pair = parsePair(key);
  const filter = weights.get(wId)!;
  const wValues = filter.values as Float32Array;
  const channels = { channels: node.op === 'depthwiseConv' ? 4 : filter.shape.at(-1)!, inner: 1 };
  const quantizeW = operands !== 'input' && !pair.weightFloat;
  const quantizeA = operands !== 'weights' && !pair.activationFloat;
  const qw = quantizeW
    ? fakeQuantizeChannels(
        wValues,
        weightParams(wValues, channels, pair.weightBits, defaultQuantizer.weights),
        channels,
      )
    : wValues;
  const xValues = (await x.data()) as Float32Array;
  const range = { min: Math.min(...xValues), max: Math.max(...xValues) };
  const qx = quantizeA
    ? fakeQuantize(xValues, quantParams(range, pair.activationBits, activationGrid))
    : xValues;
  const xt = tf.tensor(qx, x.shape);
  const wt = tf.tensor(qw, [...filter.shape]);
  const quantized = runner.runLayer(node, xt, wt);
  const [a, b] = [await y.data(), await quantized.data()];
  const nmse = meanNmse(a, b, 5);
  tf.dispose([images, ...kept.values(), xt, wt, quantized]);
  runner.dispose();
  return nmse;
}

let wasmTable: AqsTable | null = null;

const backends = await eachBackend();

for (const { backend, missing, start } of backends) {
  describe.skipIf(missing)(
    `measureRun on ${backend}${missing ? ` (${missing})` : ''}`,
    { timeout: 90_000 },
    () => {
      let numerics: Numerics;
      beforeAll(async () => {
        numerics = await start();
      });

      it('measures what the definition says, and leaves no tensor behind', async () => {
        const before = tf.memory().numTensors;
        const { table, steps, start } = await measure(numerics, request());
        expect(start).toMatchObject({ steps: 4, batchSize: 5, batches: 1 });
        expect(steps.map((s) => s.done)).toEqual([1, 2, 3, 4]);
        expect(steps.at(-1)!.fraction).toBe(1);
        // Once in float, then at each of the seven pairs that is not float: counted in forward passes.
        expect(steps.at(-1)!.passes).toBeCloseTo(8, 9);
        expect(steps.map((s) => s.measurement?.layer)).toEqual(names);
        for (const layer of names) {
          expect(Object.keys(table[layer]!.entries)).toEqual(keys);
          // Software WebGPU is slow, and must agree with WebAssembly in the next test anyway.
          for (const key of backend === 'webgpu' ? ['4/4'] : ['2/2', '4/4', '8/8', '16f/4', '4/16f']) {
            const want = await byDefinition(layer, key, 'both');
            expect(table[layer]!.entries[key]!.nmse / want).toBeCloseTo(1, 3);
          }
          expect(table[layer]!.entries['16f/16f']!.nmse).toBe(0);
          expect(table[layer]!.entries['2/2']!.nmse).toBeGreaterThan(table[layer]!.entries['8/8']!.nmse);
        }
        expect(tf.memory().numTensors).toBe(before);
      });

      it('agrees with WebAssembly within 1e-3', async () => {
        const { table } = await measure(numerics, request());
        wasmTable ??= table;
        for (const layer of names) {
          for (const key of keys.slice(0, -1)) {
            const [a, b] = [table[layer]!.entries[key]!, wasmTable[layer]!.entries[key]!];
            expect(Math.abs(a.nmse / b.nmse - 1)).toBeLessThan(1e-3);
            expect(Math.abs(a.maxError / b.maxError - 1)).toBeLessThan(1e-3);
            expect(Math.abs(a.halves[0] / b.halves[0] - 1)).toBeLessThan(1e-3);
          }
        }
      });
    },
  );
}

describe('measureRun', () => {
  const { start } = backends.find((b) => b.backend === 'wasm')!;
  let numerics: Numerics;
  beforeAll(async () => {
    numerics = await start();
  });

  it('gives the same in batches, ranges gathered in a first pass', async () => {
    const before = tf.memory().numTensors;
    const whole = await measure(numerics, request());
    const parts = await measure(numerics, request('both', 2));
    expect(parts.start).toMatchObject({ batchSize: 2, batches: 3, steps: 24 });
    expect(parts.steps.map((s) => s.done)).toEqual(Array.from({ length: 24 }, (_, i) => i + 1));
    expect(parts.steps.filter((s) => s.measurement)).toHaveLength(12);
    for (const layer of names) {
      expect(parts.table[layer]!.images).toBe(5);
      for (const key of keys.slice(0, -1)) {
        const ratio = parts.table[layer]!.entries[key]!.nmse / whole.table[layer]!.entries[key]!.nmse;
        expect(ratio).toBeCloseTo(1, 5);
      }
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('quantizes only the operands asked for', async () => {
    for (const operands of ['input', 'weights'] as const) {
      const { table } = await measure(numerics, request(operands));
      const entries = table.left!.entries;
      expect(entries['2/8']!.nmse / (await byDefinition('left', '2/8', operands))).toBeCloseTo(1, 4);
      const same = operands === 'input' ? ['2/8', '8/8'] : ['8/2', '8/8'];
      expect(entries[same[0]!]).toEqual(entries[same[1]!]);
    }
  });

  it('chooses a smaller batch where memory is short, and refuses where one image is too much', async () => {
    const fits = await measure(numerics, request());
    const fixed = fits.start.estimatedBytes;
    const { start } = await measure(numerics, request(), fixed - 1);
    expect(start.batchSize).toBeLessThan(5);
    expect(start.estimatedBytes).toBeLessThan(fixed);
    await expect(measure(numerics, request(), 5000)).rejects.toThrow('for one image');
  });

  it('says what is wrong with data that do not fit', async () => {
    const before = tf.memory().numTensors;
    const wrong = { ...dataset, shape: [6, 6, 1], values: dataset.values.subarray(0, 180) };
    await expect(measure(numerics, request(), 1e9, wrong)).rejects.toThrow('wants the shape');
    const broken = { ...dataset, values: dataset.values.map((v, i) => (i === 3 ? Number.NaN : v)) };
    await expect(measure(numerics, request(), 1e9, broken)).rejects.toThrow('not finite');
    const unknown = { ...request(), pairs: { nowhere: [parsePair('8/8')] } };
    await expect(measure(numerics, unknown)).rejects.toThrow('no layer "nowhere"');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('comes back often where a layer takes long, with the work done so far', async () => {
    let time = 0;
    const slow = await measure(numerics, request(), 1e9, dataset, () => (time += 1000));
    const quick = await measure(numerics, request());
    // In float and at eight pairs: nine steps that leave the layer half measured, and the last.
    expect(slow.steps.slice(0, 10).map((s) => s.done)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect(slow.steps.filter((s) => s.measurement)).toHaveLength(4);
    const fractions = slow.steps.map((s) => s.fraction);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(new Set(fractions).size).toBeGreaterThan(30);
    expect(fractions.at(-1)).toBe(1);
    expect(slow.table).toEqual(quick.table);
  });

  it('goes on where each layer was left, in batches of another size, with the same result', async () => {
    const whole = await measure(numerics, request('both', 2));
    const left: Record<string, number> = Object.fromEntries(names.map((name, i) => [name, i === 0 ? 4 : 2]));
    let table: AqsTable = {};
    for (const { measurement } of whole.steps) {
      if (!measurement || measurement.first >= left[measurement.layer]!) continue;
      table = accumulateAqs(table, measurement);
    }
    const rest = await measure(numerics, { ...request('both', 3), done: left }, 1e9, dataset, () => 0, table);
    expect(rest.table).toEqual(whole.table);
    const firsts = (layer: string) =>
      rest.steps.flatMap((step) => (step.measurement?.layer === layer ? [step.measurement.first] : []));
    expect(firsts(names[0]!)).toEqual([4]);
    expect(firsts(names[1]!)).toEqual([2, 4]);
    expect(rest.steps.at(-1)).toMatchObject({ done: rest.start.steps, fraction: 1 });
  });

  it('leaves nothing behind when it is ended half-way', async () => {
    const before = tf.memory().numTensors;
    let time = 0;
    const { model, weights } = tinyModel();
    const runner = createGraphRunner(model, weights);
    const run = measureRun(
      {
        model,
        weights,
        runner,
        numerics,
        dataset,
        limits: { totalBytes: 1e9, tensorBytes: 1e9 },
        now: () => (time += 1000),
      },
      request(),
    );
    const { done } = await run.step();
    expect(done).toBe(0);
    await run.end();
    runner.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
