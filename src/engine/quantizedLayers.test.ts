import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../core/calibration/Dataset.ts';
import { random } from '../core/calibration/random.ts';
import { listLayers } from '../core/model/listLayers.ts';
import { ModelBuilder } from '../core/model/ModelBuilder.ts';
import { resolveShapes } from '../core/model/resolveShapes.ts';
import type { LayerMeasurement, MeasureRequest } from '../core/ports.ts';
import { parsePair } from '../core/profile/Pair.ts';
import { defaultQuantizer, type QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import { sumsPerImage } from '../core/sensitivity/errorSums.ts';
import { addRange, type CalibrationRanges } from './calibrationRanges.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import { finishMeasure } from './fixtures/finishMeasure.ts';
import { measureRun } from './measureRun.ts';
import type { Numerics } from './Numerics.ts';
import { quantizedLayers } from './quantizedLayers.ts';
import { createGraphRunner } from './runGraph.ts';

const spatial = { strides: [1, 1], dilations: [1, 1], padding: 'valid' } as const;
const names = ['grouped', 'plain', 'depthwise', 'transposed', 'dense'];
const images = 5;
const corrected: QuantizerSettings = { ...defaultQuantizer, biasCorrection: true };

/**
 * Every kind of layer, with and without bias. No padding, no overlap and no activation, so that the mean output is what the means
 * of the inputs give; of the depthwise layer nearly, as its taps read different pixels.
 */
function everyKind() {
  const next = random(21);
  const b = new ModelBuilder();
  const constant = (name: string, shape: number[]) =>
    b.constant(name, {
      shape,
      values: Float32Array.from({ length: shape.reduce((n, d) => n * d, 1) }, () => next() * 2 - 0.7),
    });
  let y = b.input('x', [null, 4, 4, 6]);
  const shared = { ...spatial, groups: 1 };
  y = b.add('conv', 'grouped', [y, constant('g', [1, 1, 3, 8])], { ...spatial, groups: 2 });
  y = b.add('conv', 'plain', [y, constant('p', [1, 1, 8, 5]), constant('pb', [5])], shared);
  y = b.add('depthwiseConv', 'depthwise', [y, constant('d', [2, 2, 5, 2]), constant('db', [10])], {
    ...spatial,
    strides: [2, 2],
  });
  y = b.add('transposeConv', 'transposed', [y, constant('t', [2, 2, 3, 10])], {
    ...spatial,
    strides: [2, 2],
  });
  y = b.add('dense', 'dense', [y, constant('s', [3, 7]), constant('sb', [7])], {});
  return b.build('every kind', 'test', [y]);
}

const next = random(2);
const dataset: Dataset = {
  name: 'noise',
  kind: 'synthetic',
  count: images,
  shape: [4, 4, 6],
  values: Float32Array.from({ length: images * 96 }, () => next() * 3 - 0.5),
};

interface Outputs {
  readonly float: Float32Array;
  readonly quantized: Float32Array;
}

/** Each layer's float output, and its output with only its own operands quantized. */
async function alone(numerics: Numerics, quantizer = corrected, widths = { weights: 3 }) {
  const { model, weights } = everyKind();
  const runner = createGraphRunner(model, weights);
  const layers = listLayers(model, resolveShapes(model, [[1, ...dataset.shape]]));
  const x = tf.tensor(dataset.values, [images, ...dataset.shape]);
  const ranges: CalibrationRanges = new Map();
  const walk = runner.start([x]);
  for (let ran = walk.next(); ran; ran = walk.next())
    await addRange(ranges, numerics, layers.find((layer) => layer.node === ran!.node.id)!, ran);
  walk.dispose();
  const quantized = quantizedLayers(runner, numerics, layers, weights, ranges, quantizer);
  const all: Record<string, Outputs> = {};
  for (const layer of layers) {
    const keep = [layer.outputTensor];
    const outputs = [undefined, quantized.override({ [layer.name]: widths })].map((override) => {
      const pass = runner.start([x], keep, override);
      while (pass.next());
      const y = pass.takeOutputs().get(layer.outputTensor)!;
      pass.dispose();
      return y;
    });
    const [float, other] = await Promise.all(outputs.map((y) => y.data<'float32'>()));
    all[layer.name] = { float: float!, quantized: other! };
    tf.dispose(outputs);
  }
  quantized.dispose();
  runner.dispose();
  x.dispose();
  return { all, layers, ranges };
}

/** Error sums of each layer as AQS takes them. */
async function measured(numerics: Numerics, quantizer = corrected, batchSize = images) {
  const { model, weights } = everyKind();
  const runner = createGraphRunner(model, weights);
  const request: MeasureRequest = {
    operands: 'both',
    pairs: Object.fromEntries(names.map((name) => [name, ['3/4', '3/16f', '16f/4'].map(parsePair)])),
    quantizer,
    batchSize,
  };
  const limits = { totalBytes: 1e9, tensorBytes: 1e9 };
  const run = measureRun({ model, weights, runner, numerics, dataset, limits, now: () => 0 }, request);
  const { measurements } = await finishMeasure(run);
  runner.dispose();
  return measurements;
}

/** sum (x-y)^2 of one image at one pair. */
function errorAt(found: readonly LayerMeasurement[], layer: string, pair: number, image: number): number {
  const part = found.find((m) => m.layer === layer && m.first <= image && image < m.first + m.images)!;
  return part.values[(pair * part.images + image - part.first) * sumsPerImage]!;
}

function channelMeans(values: Float32Array, channels: number): number[] {
  const rows = values.length / channels;
  return Array.from({ length: channels }, (_, c) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += values[row * channels + c]!;
    return sum / rows;
  });
}

let onWasm: LayerMeasurement[] | null = null;

for (const { backend, missing, start } of await eachBackend()) {
  describe.skipIf(missing)(
    `bias correction on ${backend}${missing ? ` (${missing})` : ''}`,
    { timeout: 90_000 },
    () => {
      let numerics: Numerics;
      beforeAll(async () => {
        numerics = await start();
      });

      it('puts the mean output of every kind of layer back where the float layer has it', async () => {
        const before = tf.memory().numTensors;
        const { all, layers } = await alone(numerics);
        const plain = await alone(numerics, defaultQuantizer);
        for (const { name, outputChannels } of layers) {
          const want = channelMeans(all[name]!.float, outputChannels);
          const size = Math.max(...want.map(Math.abs));
          const away = (values: Float32Array) =>
            Math.max(...channelMeans(values, outputChannels).map((mean, c) => Math.abs(mean - want[c]!))) /
            size;
          const uncorrected = away(plain.all[name]!.quantized);
          expect(uncorrected).toBeGreaterThan(1e-2);
          expect(away(all[name]!.quantized)).toBeLessThan(name === 'depthwise' ? uncorrected / 3 : 1e-5);
        }
        expect(tf.memory().numTensors).toBe(before);
      });

      it('is the same in AQS as in a forward pass, and leaves float weights alone', async () => {
        const before = tf.memory().numTensors;
        const found = await measured(numerics);
        const plain = await measured(numerics, defaultQuantizer);
        for (const [pair, widths] of [
          [0, { weights: 3, input: 4 }],
          [1, { weights: 3 }],
        ] as const) {
          const { all } = await alone(numerics, corrected, widths as { weights: number });
          for (const layer of names) {
            const { float, quantized } = all[layer]!;
            const size = float.length / images;
            for (let image = 0; image < images; image++) {
              let want = 0;
              for (let i = image * size; i < (image + 1) * size; i++)
                want += (float[i]! - quantized[i]!) ** 2;
              expect(errorAt(found, layer, pair, image) / want).toBeCloseTo(1, 4);
            }
            expect(errorAt(found, layer, 1, 0)).not.toBeCloseTo(errorAt(plain, layer, 1, 0), 5);
            expect(errorAt(found, layer, 2, 0)).toBe(errorAt(plain, layer, 2, 0));
          }
        }
        expect(tf.memory().numTensors).toBe(before);
      });

      it('agrees with WebAssembly', async () => {
        const found = await measured(numerics);
        onWasm ??= found;
        for (const layer of names)
          for (const pair of [0, 1])
            expect(errorAt(found, layer, pair, 3) / errorAt(onWasm, layer, pair, 3)).toBeCloseTo(1, 3);
      });

      it('takes the means of all images, however they are batched', async () => {
        const before = tf.memory().numTensors;
        const whole = await measured(numerics);
        const parts = await measured(numerics, corrected, 2);
        expect(parts).toHaveLength(3 * names.length);
        for (const layer of names)
          for (let image = 0; image < images; image++)
            expect(errorAt(parts, layer, 1, image) / errorAt(whole, layer, 1, image)).toBeCloseTo(1, 4);
        expect(tf.memory().numTensors).toBe(before);
      });

      it('gathers the means that plain numbers give', async () => {
        const { ranges, layers } = await alone(numerics);
        const { channels } = ranges.get(layers[0]!.inputTensor)!;
        expect(channels.rows).toBe(images * 16);
        const want = channelMeans(dataset.values, 6);
        want.forEach((mean, c) => {
          expect(channels.sums[c]! / channels.rows).toBeCloseTo(mean, 5);
        });
      });
    },
  );
}
