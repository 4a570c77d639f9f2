import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { fakeQuantize, fakeQuantizeChannels } from '../core/quantize/fakeQuantize.ts';
import { histogram, valueRange } from '../core/quantize/histogram.ts';
import { activationGrid, quantParams, weightGrid } from '../core/quantize/quantParams.ts';
import { errorSums, sumsPerImage } from '../core/sensitivity/errorSums.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import type { Numerics } from './Numerics.ts';
import { histogramBins } from './Numerics.ts';

const float = fc.float({
  noNaN: true,
  noDefaultInfinity: true,
  min: Math.fround(-1e12),
  max: Math.fround(1e12),
});
const small = fc.float({ noNaN: true, min: -8, max: 8 });
const list = fc.oneof(
  fc.array(float, { minLength: 1, maxLength: 70 }),
  fc.array(small, { minLength: 1, maxLength: 70 }),
);
const bits = fc.integer({ min: 2, max: 16 });
const grid = fc.record({ symmetric: fc.boolean(), signed: fc.boolean(), powerOfTwo: fc.boolean() });

/** A repeatable row of numbers of mixed size. */
function wave(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i * 12.9898 + seed) * 3 + ((i * 7919) % 13) / 9);
}

/** -0 and 0 are the same value on a grid. */
const plain = (values: ArrayLike<number>) => Array.from(values, (v) => v + 0);

for (const { backend, missing, start } of await eachBackend()) {
  describe.skipIf(missing)(
    `numerics on ${backend}${missing ? ` (${missing})` : ''}`,
    { timeout: 90_000 },
    () => {
      let numerics: Numerics;
      beforeAll(async () => {
        numerics = await start();
      });
      const runs = backend === 'webgpu' ? 25 : 100;

      it('fake-quantizes exactly as the reference does, per tensor', async () => {
        const before = tf.memory().numTensors;
        await fc.assert(
          fc.asyncProperty(list, bits, grid, async (values, b, options) => {
            const data = Float32Array.from(values);
            const params = quantParams(valueRange(data), b, options);
            const x = tf.tensor1d(data);
            const y = numerics.fakeQuantize(x, params);
            const got = await y.data();
            tf.dispose([x, y]);
            expect(plain(got)).toEqual(plain(fakeQuantize(data, params)));
          }),
          { numRuns: runs },
        );
        expect(tf.memory().numTensors).toBe(before);
      });

      it('fake-quantizes exactly as the reference does, per channel, whatever the layout', async () => {
        const before = tf.memory().numTensors;
        const layout = fc.record({
          channels: fc.integer({ min: 1, max: 9 }),
          inner: fc.integer({ min: 1, max: 4 }),
        });
        await fc.assert(
          fc.asyncProperty(layout, bits, fc.integer({ min: 1, max: 999 }), async (channels, b, seed) => {
            const data = wave(channels.channels * channels.inner * 3, seed);
            const params = Array.from({ length: channels.channels }, (_, c) =>
              quantParams({ min: -1 - c, max: 0.3 * c + seed / 500 }, b, weightGrid),
            );
            const x = tf.tensor(data, [3, channels.channels, channels.inner]);
            const y = numerics.fakeQuantizeChannels(x, params, channels);
            expect(y.shape).toEqual(x.shape);
            const got = await y.data();
            tf.dispose([x, y]);
            expect(plain(got)).toEqual(plain(fakeQuantizeChannels(data, params, channels)));
          }),
          { numRuns: runs },
        );
        expect(tf.memory().numTensors).toBe(before);
      });

      it('handles tensors larger than one workgroup', async () => {
        const before = tf.memory().numTensors;
        const data = wave(50_001, 5);
        const range = valueRange(data);
        const params = quantParams(range, 5, activationGrid);
        const x = tf.tensor1d(data);
        expect(await numerics.valueRange(x)).toEqual(range);
        const counts = await numerics.histogram(x, range);
        expect(counts).toEqual(histogram(data, range, histogramBins));
        const y = numerics.fakeQuantize(x, params);
        expect(plain(await y.data())).toEqual(plain(fakeQuantize(data, params)));
        tf.dispose([x, y]);
        expect(tf.memory().numTensors).toBe(before);
      });

      it('finds values that are not finite', async () => {
        const x = tf.tensor1d([1, Number.NaN, 2]);
        expect((await numerics.valueRange(x)).min).toBeNaN();
        const z = tf.tensor1d([1, -Infinity, 2]);
        expect((await numerics.valueRange(z)).min).toBeNaN();
        tf.dispose([x, z]);
      });

      it('sums errors image by image, for several outputs at once', async () => {
        const before = tf.memory().numTensors;
        for (const [images, elements] of [
          [1, 1],
          [3, 77],
          [2, 40_000],
        ] as const) {
          const a = wave(images * elements, 1);
          const ys = [wave(images * elements, 1.01), a, wave(images * elements, 9)];
          const reference = tf.tensor(a, [images, elements]);
          const sums = numerics.errorSums(reference, images);
          for (const values of ys) {
            const y = tf.tensor(values, [images, elements]);
            sums.add(y);
            y.dispose();
          }
          const got = await sums.finish();
          reference.dispose();
          const want = ys.flatMap((values) => Array.from(errorSums(a, values, images)));
          expect(got).toHaveLength(want.length);
          got.forEach((value, i) => {
            // A sum of products of either sign is only as exact as the sizes of its terms.
            const at = i - (i % sumsPerImage);
            const size = i % sumsPerImage === 3 ? Math.sqrt(want[at + 1]! * want[at + 2]!) : want[i]!;
            expect(Math.abs(value - want[i]!)).toBeLessThanOrEqual(2e-6 * size);
          });
        }
        expect(tf.memory().numTensors).toBe(before);
      });

      it('counts the histograms that KL compares exactly as the reference does', async () => {
        const before = tf.memory().numTensors;
        const pair = fc.oneof(
          fc.tuple(list, list),
          fc.tuple(small, small, fc.integer({ min: 1, max: 9 })).map(([x, y, n]) => [
            // A constant output, and one that is not.
            new Array<number>(n).fill(x),
            Array.from({ length: n }, (_, i) => (i % 2 ? x : y)),
          ]),
        );
        await fc.assert(
          fc.asyncProperty(pair, async ([a, b]) => {
            const images = 2;
            const size = Math.max(a!.length, b!.length);
            // The second image is the first one scaled, so that its bins are others.
            const spread = (values: readonly number[]) =>
              Float32Array.from({ length: images * size }, (_, i) => {
                const value = values[(i % size) % values.length]!;
                return i < size ? value : value * 0.37 + 0.1;
              });
            const [data, changed] = [spread(a!), spread(b!)];
            const [x, y] = [tf.tensor(data, [images, size]), tf.tensor(changed, [images, size])];
            const sums = numerics.errorSums(x, images);
            sums.add(y);
            sums.add(x);
            const got = await sums.finish();
            tf.dispose([x, y]);
            const kl = Array.from({ length: 2 * images }, (_, row) => got[row * sumsPerImage + 5]);
            const want = errorSums(data, changed, images);
            expect(kl).toEqual([want[5], want[sumsPerImage + 5], 0, 0]);
          }),
          { numRuns: runs },
        );
        expect(tf.memory().numTensors).toBe(before);
      });

      it('drops a gathering half-way', async () => {
        const before = tf.memory().numTensors;
        const x = tf.tensor(wave(10, 1), [2, 5]);
        const sums = numerics.errorSums(x, 2);
        sums.add(x);
        sums.dispose();
        sums.dispose();
        expect(await numerics.errorSums(x, 2).finish()).toHaveLength(0);
        x.dispose();
        expect(tf.memory().numTensors).toBe(before);
      });
    },
  );
}
