import { describe, expect, it } from 'vitest';
import { valueRange } from '../quantize/histogram.ts';
import { binScale, outputBins, outputHistogram, outputSample } from './outputHistogram.ts';

/** Bin -> count, of the bins that are not empty. */
function filled(counts: Uint32Array): Record<number, number> {
  return Object.fromEntries([...counts.entries()].filter(([, count]) => count > 0));
}

describe('binScale', () => {
  it('cuts the range into equal bins', () => {
    expect(binScale({ min: -1, max: 3 })).toEqual({ least: -1, scale: 8 });
    expect(binScale({ min: 0, max: Math.fround(0.3) }).scale).toBe(Math.fround(32 / Math.fround(0.3)));
  });

  it('puts a constant output in the middle of a range that any other value is beside', () => {
    for (const value of [0, 1, -0.007, 3e30].map(Math.fround)) {
      const x = Float32Array.of(value, value, value);
      const bins = binScale(valueRange(x));
      // Where rounding puts it: at the edge between the two bins in the middle.
      const [middle] = Object.keys(filled(outputHistogram(x, 0, 3, bins))).map(Number);
      expect([15, 16]).toContain(middle);
      const step = Math.abs(value) / 1000 || 1e-6;
      const others = Float32Array.of(value - step, value, value + step);
      expect(filled(outputHistogram(others, 0, 3, bins))).toEqual({ 0: 1, [middle!]: 1, 31: 1 });
    }
  });

  it('gives outputs that are not finite one bin', () => {
    for (const values of [
      [Number.NaN, 1],
      [Infinity, 2],
    ]) {
      const x = Float32Array.from(values);
      expect(filled(outputHistogram(x, 0, 2, binScale(valueRange(x))))).toEqual({ 0: 2 });
    }
    expect(binScale({ min: -3e38, max: 3e38 })).toEqual({ least: 0, scale: 0 });
  });
});

describe('outputHistogram', () => {
  it('counts one image by itself and clamps what lies beside the bins', () => {
    const bins = binScale({ min: 0, max: 32 });
    const values = Float32Array.of(50, 50, -3, 0, 0.9, 1, 30.9, 31, 32, 4e9, -4e9, Number.NaN, 50);
    expect(filled(outputHistogram(values, 2, 10, bins))).toEqual({ 0: 5, 1: 1, 30: 1, 31: 3 });
  });

  it('counts the groups that the sample names', () => {
    const elements = 40_000;
    const { stride, count } = outputSample(elements);
    expect({ stride, count }).toEqual({ stride: 3, count: 16 * 834 });
    const bins = binScale({ min: 0, max: outputBins });
    const values = Float32Array.from({ length: elements }, (_, i) => (Math.floor(i / 16) % 3 === 0 ? 5 : 9));
    expect(filled(outputHistogram(values, 0, elements, bins))).toEqual({ 5: count });
  });
});

describe('outputSample', () => {
  it('takes small outputs whole, and of large ones at least 8,192 values, within the output', () => {
    for (let elements = 1; elements < 2_000_000; elements = Math.ceil(elements * 1.37)) {
      const { stride, count } = outputSample(elements);
      expect(count).toBeGreaterThanOrEqual(Math.min(elements, 8192));
      if (stride > 1) expect((count / 16 - 1) * stride * 16 + 15).toBeLessThan(elements);
    }
    expect(outputSample(16_383)).toEqual({ stride: 1, count: 16_383 });
    expect(outputSample(0)).toEqual({ stride: 1, count: 0 });
  });

  it('favours no channel', () => {
    const [height, width, channels] = [56, 56, 40];
    const elements = height * width * channels;
    const { stride, count } = outputSample(elements);
    const seen = new Array<number>(channels).fill(0);
    for (let k = 0; k < count; k++) seen[(Math.floor(k / 16) * 16 * stride + (k % 16)) % channels]!++;
    expect(Math.max(...seen) - Math.min(...seen)).toBeLessThanOrEqual(1);
    expect(stride).toBeGreaterThan(10);
  });
});
