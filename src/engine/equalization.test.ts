import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { random } from '../core/calibration/random.ts';
import type { FusedActivation, Model, TensorId, Weights } from '../core/model/Model.ts';
import { ModelBuilder } from '../core/model/ModelBuilder.ts';
import type { Engine, MeasureRequest } from '../core/ports.ts';
import { parsePair } from '../core/profile/Pair.ts';
import { equalizeLayers } from '../core/quantize/equalizeLayers.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import { accumulateAqs } from '../core/sensitivity/accumulateAqs.ts';
import { measureModel } from '../core/sensitivity/measureModel.ts';
import { evaluateTrials } from '../core/verify/evaluateTrials.ts';
import { createEngine } from './createEngine.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import { createGraphRunner } from './runGraph.ts';

const kinds = ['conv', 'grouped', 'depthwise', 'transposed', 'pool', 'prelu', 'pad', 'residual'] as const;
const activations: readonly (FusedActivation | undefined)[] = [
  undefined,
  { fn: 'relu' },
  { fn: 'relu6' },
  { fn: 'leakyRelu', alpha: 0.2 },
];

const step = fc.record({ kind: fc.constantFrom(...kinds), activation: fc.constantFrom(...activations) });

/** A chain of such steps over 6 x 6 pictures, then a mean and two dense layers. Channels differ in size by up to 100. */
function network(
  steps: readonly { kind: (typeof kinds)[number]; activation: FusedActivation | undefined }[],
  seed: number,
) {
  const next = random(seed);
  const b = new ModelBuilder();
  let x: TensorId = b.input('x', [null, 6, 6, 4]);
  let channels = 4;
  const constant = (name: string, shape: number[]) => {
    const last = shape.at(-1)!;
    const sizes = Array.from({ length: last }, () => 10 ** (next() * 2 - 1.5));
    const count = shape.reduce((n, d) => n * d, 1);
    const fan = Math.sqrt(count / last);
    const values = Float32Array.from(
      { length: count },
      (_, i) => ((next() * 2 - 1) * sizes[i % last]!) / fan,
    );
    return b.constant(name, { shape, values });
  };
  const spatial = { strides: [1, 1], dilations: [1, 1], padding: 'same' } as const;
  const conv = (name: string, from: TensorId, to: number, groups: number, activation?: FusedActivation) =>
    b.add(
      'conv',
      name,
      [from, constant(`${name}/w`, [3, 3, channels / groups, to]), constant(`${name}/b`, [to])],
      { ...spatial, groups },
      activation,
    );
  steps.forEach(({ kind, activation }, i) => {
    const name = `${kind}${i}`;
    switch (kind) {
      case 'conv':
        x = conv(name, x, 6, 1, activation);
        channels = 6;
        break;
      case 'grouped':
        x = conv(name, x, 8, 2, activation);
        channels = 8;
        break;
      case 'depthwise':
        x = b.add(
          'depthwiseConv',
          name,
          [x, constant(`${name}/w`, [3, 3, channels, 1])],
          spatial,
          activation,
        );
        break;
      case 'transposed':
        x = b.add(
          'transposeConv',
          name,
          [x, constant(`${name}/w`, [3, 3, 4, channels]), constant(`${name}/b`, [4])],
          spatial,
          activation,
        );
        channels = 4;
        break;
      case 'pool':
        x = b.add('pool', name, [x], {
          kind: i % 2 ? 'max' : 'avg',
          size: [3, 3],
          strides: [1, 1],
          padding: 'same',
        });
        break;
      case 'prelu':
        x = b.add('prelu', name, [x, constant(`${name}/slope`, [channels])], {});
        break;
      case 'pad':
        x = b.add('pad', name, [x], {
          mode: 'constant',
          value: 0,
          paddings: [
            [0, 0],
            [1, 1],
            [0, 1],
            [0, 0],
          ],
        });
        break;
      case 'residual':
        x = b.add('binary', name, [x, conv(`${name}/side`, x, channels, 1, activation)], { fn: 'add' });
    }
  });
  x = b.add('reduce', 'mean', [x], { fn: 'mean', axes: [1, 2], keepDims: false });
  x = b.add('dense', 'hidden', [x, constant('h', [channels, 7])], {}, { fn: 'relu' });
  x = b.add('dense', 'scores', [x, constant('s', [7, 5]), constant('sb', [5])], {});
  return b.build('chain', 'test', [x]);
}

async function outputs(model: Model, weights: Weights, x: tf.Tensor): Promise<Float32Array> {
  const runner = createGraphRunner(model, weights);
  const [y] = runner.run([x]).values();
  const values = await y!.data<'float32'>();
  y!.dispose();
  runner.dispose();
  return values;
}

for (const { backend, missing, start } of await eachBackend()) {
  describe.skipIf(missing)(
    `equalization on ${backend}${missing ? ` (${missing})` : ''}`,
    { timeout: 90_000 },
    () => {
      beforeAll(async () => {
        await start();
      });

      it('leaves what the float network computes, whatever its layers', async () => {
        const before = tf.memory().numTensors;
        const next = random(77);
        const x = tf.tensor(
          Float32Array.from({ length: 2 * 144 }, () => next() * 2 - 1),
          [2, 6, 6, 4],
        );
        await fc.assert(
          fc.asyncProperty(
            fc.array(step, { minLength: 1, maxLength: 6 }),
            fc.nat(1000),
            async (steps, seed) => {
              const { model, weights } = network(steps, seed);
              const equalized = equalizeLayers(model, weights);
              expect(equalized.pairs.map(({ first }) => first)).toContain('hidden');
              const [a, b] = [await outputs(model, weights, x), await outputs(model, equalized.weights, x)];
              const size = Math.max(...a.map(Math.abs));
              a.forEach((value, i) => {
                expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(2e-5 * size);
              });
            },
          ),
          { numRuns: backend === 'webgpu' ? 4 : 40, seed: 5 },
        );
        x.dispose();
        expect(tf.memory().numTensors).toBe(before);
      });
    },
  );
}

const folder = new URL('../../public/models/resnet20-cifar10/', import.meta.url);
const files = ['model.json', 'group1-shard1of1.bin'].map((path) => ({
  path,
  bytes: new Uint8Array(readFileSync(new URL(path, folder))),
}));

async function measured(engine: Engine, request: MeasureRequest): Promise<AqsTable> {
  let table: AqsTable = {};
  for await (const { measurement } of measureModel(engine, request, { now: () => 0 }))
    if (measurement) table = accumulateAqs(table, measurement);
  return table;
}

describe('an engine with equalization', () => {
  it('measures and evaluates the equalized network while it is asked to, and only then', async () => {
    const engine = createEngine();
    await engine.use('wasm');
    const { model } = await engine.load(files);
    const next = random(3);
    const values = Float32Array.from({ length: 4 * 3072 }, () => next() * 4 - 2);
    await engine.setDataset({ name: 'noise', kind: 'synthetic', count: 4, shape: [32, 32, 3], values });
    const layer = 'stage1_block1_conv1';
    const names = model.nodes.filter(({ op }) => op === 'conv' || op === 'dense').map(({ name }) => name);
    const perTensor = { ...defaultQuantizer, weights: { ...defaultQuantizer.weights, perChannel: false } };
    const request = {
      operands: 'weights',
      pairs: { [layer]: [parsePair('4/8')] },
      quantizer: perTensor,
    } as const;
    const equalize = { ...request, quantizer: { ...perTensor, equalize: true } };
    const damage = async ({ quantizer }: Pick<MeasureRequest, 'quantizer'>): Promise<number> => {
      const widths = Object.fromEntries(names.map((name) => [name, { weights: 4 }]));
      const trials = [widths, {}];
      let kl = Number.NaN;
      const evaluation = { data: 'calibration', quantizer, trials } as const;
      for await (const { done } of evaluateTrials(engine, evaluation, { now: () => 0 })) {
        if (!done) continue;
        const mean = done.heads[0]!.kl.reduce((a, b) => a + b, 0) / 4;
        if (done.trial === 0) kl = mean;
        else expect(mean).toBe(0);
      }
      return kl;
    };

    const plain = [await measured(engine, request), await damage(request)];
    const tensors = (await engine.memory()).tensors;
    const first = await engine.weightHistogram(layer, 16);
    const other = [await measured(engine, equalize), await damage(equalize)];
    expect((await engine.memory()).tensors).toBe(tensors);
    const again = [await measured(engine, request), await damage(request)];
    expect((await engine.memory()).tensors).toBe(tensors);
    expect(again).toEqual(plain);
    expect(other[0]).not.toEqual(plain[0]);
    expect(other[1]).not.toBe(plain[1]);
    // The reach of two layers in a row, evened out: not that of one of them before.
    const scaled = await engine.weightHistogram(layer, 16, true);
    expect([scaled.min, scaled.max]).not.toEqual([first.min, first.max]);
    expect(await engine.weightHistogram(layer, 16)).toEqual(first);
    await engine.load(files);
    expect((await engine.memory()).tensors).toBe(0);
  });
});
