import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activationParams } from './activationParams.ts';
import { mseRange, percentileRange } from './estimateRange.ts';
import { fakeQuantize } from './fakeQuantize.ts';
import { histogram, mergeHistograms, valueRange } from './histogram.ts';
import { defaultQuantizer } from './QuantizerSettings.ts';
import { activationGrid, quantParams, weightGrid } from './quantParams.ts';
import { weightParams } from './weightParams.ts';

/** 9,999 values spread over 0..1 and one far away. */
const outlier = Float32Array.from({ length: 10_000 }, (_, i) => (i === 5000 ? 100 : i / 10_000));

function meanSquare(values: Float32Array, quantized: Float32Array): number {
  return values.reduce((sum, x, i) => sum + (x - quantized[i]!) ** 2, 0) / values.length;
}

describe('histogram', () => {
  it('counts every value once, ends included', () => {
    const counts = histogram(Float32Array.of(0, 0.1, 0.5, 0.99, 1), { min: 0, max: 1 }, 4).counts;
    expect(Array.from(counts)).toEqual([2, 0, 1, 2]);
    expect(Array.from(histogram(Float32Array.of(3, 3), { min: 3, max: 3 }, 2).counts)).toEqual([2, 0]);
  });

  it('keeps the total and the union of ranges when merged', () => {
    const list = fc.array(fc.float({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(list, list, (a, b) => {
        const [x, y] = [a, b].map((l) => {
          const values = Float32Array.from(l);
          return histogram(values, valueRange(values), 32);
        });
        const merged = mergeHistograms(x!, y!);
        expect(merged.counts.reduce((s, n) => s + n, 0)).toBe(a.length + b.length);
        expect([merged.min, merged.max]).toEqual([Math.min(x!.min, y!.min), Math.max(x!.max, y!.max)]);
      }),
    );
  });

  it('adds bin by bin where the ranges are equal', () => {
    const a = { min: -1, max: 3, counts: Uint32Array.of(1, 2, 3, 4) };
    expect(Array.from(mergeHistograms(a, a).counts)).toEqual([2, 4, 6, 8]);
  });

  it('marks values that are not finite', () => {
    expect(valueRange(Float32Array.of(1, Number.NaN)).min).toBeNaN();
    expect(valueRange(Float32Array.of(1, Infinity)).max).toBeNaN();
    expect(valueRange(Float32Array.of(-2, 7))).toEqual({ min: -2, max: 7 });
  });
});

describe('range estimators', () => {
  it('percentile drops the outlier and keeps the rest', () => {
    const range = percentileRange(histogram(outlier, { min: 0, max: 100 }, 2048), 99.9);
    expect(range.min).toBe(0);
    expect(range.max).toBeGreaterThanOrEqual(0.99);
    expect(range.max).toBeLessThan(1.1);
    expect(percentileRange(histogram(outlier, { min: 0, max: 100 }, 2048), 100)).toEqual({
      min: 0,
      max: 100,
    });
  });

  it('the MSE search is never worse than min-max and drops an outlier at few bits', () => {
    const signed = Float32Array.from({ length: 4000 }, (_, i) => Math.sin(i) ** 9 * 4 - (i % 7) / 10);
    for (const bits of [2, 3, 4, 6, 8]) {
      for (const grid of [activationGrid, weightGrid]) {
        const full = valueRange(signed);
        const best = mseRange(histogram(signed, full, 2048), bits, grid);
        const error = meanSquare(signed, fakeQuantize(signed, quantParams(best, bits, grid)));
        const plain = meanSquare(signed, fakeQuantize(signed, quantParams(full, bits, grid)));
        expect(error).toBeLessThanOrEqual(plain * 1.02);
      }
    }
    const chosen = mseRange(histogram(signed, valueRange(signed), 2048), 2, weightGrid);
    expect(chosen.max).toBeLessThan(valueRange(signed).max);
  });

  it('activationParams follows the settings', () => {
    const counts = histogram(outlier, { min: 0, max: 100 }, 2048);
    const scaleOf = (range: 'min-max' | 'percentile' | 'mse') =>
      activationParams(counts, 8, { ...defaultQuantizer.activations, range, percentile: 99.9 }).scale;
    expect(scaleOf('min-max')).toBe(Math.fround(100 / 255));
    expect(scaleOf('percentile')).toBeLessThan(0.005);
    expect(scaleOf('mse')).toBeLessThanOrEqual(scaleOf('min-max'));
  });
});

describe('weightParams', () => {
  const weights = Float32Array.of(1, -20, -3, 10, 2, 5);
  const layout = { channels: 2, inner: 1 };

  it('has a symmetric grid per channel by default', () => {
    const params = weightParams(weights, layout, 4, defaultQuantizer.weights);
    expect(params.map((p) => p.scale)).toEqual([Math.fround(3 / 7), Math.fround(20 / 7)]);
    expect(params.every((p) => p.zero === 0 && p.qmin === -7 && p.qmax === 7)).toBe(true);
  });

  it('shares one grid per tensor, and may be asymmetric', () => {
    const settings = { ...defaultQuantizer.weights, perChannel: false, symmetric: false };
    const params = weightParams(weights, layout, 8, settings);
    expect(params).toHaveLength(2);
    expect(params[0]).toBe(params[1]);
    expect(params[0]!.scale).toBe(Math.fround(30 / 255));
  });

  it('cuts outliers channel by channel', () => {
    const many = Float32Array.from({ length: 2000 }, (_, i) => (i === 1 ? 1000 : (i % 100) / 100));
    const settings = { ...defaultQuantizer.weights, range: 'mse' as const };
    const [even, odd] = weightParams(many, layout, 8, { ...settings, range: 'percentile', percentile: 99 });
    expect(even!.scale).toBeLessThan(0.01);
    expect(odd!.scale).toBeLessThan(0.1);
    expect(weightParams(many, layout, 4, settings)[0]!.scale).toBeLessThan(0.2);
  });
});
