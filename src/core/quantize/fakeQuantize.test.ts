import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeQuantize, fakeQuantizeChannels } from './fakeQuantize.ts';
import { activationGrid, quantParams, roundHalfEven, weightGrid } from './quantParams.ts';
import { weightChannels } from './weightChannels.ts';

const finite = fc.float({
  noNaN: true,
  noDefaultInfinity: true,
  min: Math.fround(-1e20),
  max: Math.fround(1e20),
});
const bits = fc.integer({ min: 2, max: 16 });
const grid = fc.record({ symmetric: fc.boolean(), signed: fc.boolean(), powerOfTwo: fc.boolean() });

describe('roundHalfEven', () => {
  it('takes halves to the even neighbour', () => {
    const halves = [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5];
    expect(halves.map((x) => roundHalfEven(x) + 0)).toEqual([-2, -2, 0, 0, 2, 2, 4]);
    expect(roundHalfEven(0.49999999999999994)).toBe(0);
    expect(roundHalfEven(-7.500001)).toBe(-8);
  });
});

describe('quantParams', () => {
  it('gives the textbook grids', () => {
    const a8 = quantParams({ min: 0, max: 255 }, 8, activationGrid);
    expect(a8).toEqual({ scale: 1, inverse: 1, zero: 0, qmin: 0, qmax: 255 });
    const a4 = quantParams({ min: -5, max: 10 }, 4, activationGrid);
    expect(a4).toEqual({ scale: 1, inverse: 1, zero: 5, qmin: 0, qmax: 15 });
    const w2 = quantParams({ min: -0.5, max: 0.25 }, 2, weightGrid);
    expect(w2).toEqual({ scale: 0.5, inverse: 2, zero: 0, qmin: -1, qmax: 1 });
    const w8 = quantParams({ min: -127, max: 3 }, 8, { ...weightGrid, symmetric: false });
    expect(w8).toMatchObject({ qmin: -128, qmax: 127 });
    expect(w8.zero).toBe(roundHalfEven(127 / (130 / 255)) - 128);
  });

  it('rounds a power-of-two scale up so that the range stays inside', () => {
    const p = quantParams({ min: 0, max: 300 }, 8, { ...activationGrid, powerOfTwo: true });
    expect(p).toMatchObject({ scale: 2, inverse: 0.5 });
    expect(quantParams({ min: 0, max: 255 }, 8, { ...activationGrid, powerOfTwo: true }).scale).toBe(1);
  });

  it('refuses widths and ranges that make no grid', () => {
    expect(() => quantParams({ min: 0, max: 1 }, 1, activationGrid)).toThrow('2 to 16 bits');
    expect(() => quantParams({ min: 0, max: 1 }, 17, activationGrid)).toThrow('2 to 16 bits');
    expect(() => quantParams({ min: 0, max: Number.NaN }, 8, activationGrid)).toThrow('not finite');
  });
});

describe('fakeQuantize', () => {
  it('has known answers', () => {
    const params = quantParams({ min: -1, max: 2 }, 2, activationGrid);
    const out = fakeQuantize(Float32Array.of(-9, -1, -0.5, 0, 0.5, 1.5, 1.49, 99), params);
    expect(Array.from(out, (y) => y + 0)).toEqual([-1, -1, 0, 0, 0, 2, 1, 2]);
  });

  it('keeps zero, stays within a step inside the range, and is idempotent', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 50 }), bits, grid, (list, b, options) => {
        const values = Float32Array.from([0, ...list]);
        const min = Math.min(...values);
        const max = Math.max(...values);
        const params = quantParams({ min, max }, b, options);
        const once = fakeQuantize(values, params);
        expect(once[0]! + 0).toBe(0);
        expect(Array.from(fakeQuantize(once, params))).toEqual(Array.from(once));
        const levels = new Set(once);
        expect(levels.size).toBeLessThanOrEqual(2 ** b);
        // The zero point itself is rounded, so an end of the range may lie one half step outside.
        const reach = params.scale * (1 + 1e-3);
        values.forEach((x, i) => {
          expect(Math.abs(once[i]! - x)).toBeLessThanOrEqual(reach + Math.abs(x) * 1e-6);
        });
      }),
    );
  });

  it('quantizes each channel on its own grid', () => {
    const params = [
      quantParams({ min: -1, max: 1 }, 2, weightGrid),
      quantParams({ min: -10, max: 10 }, 2, weightGrid),
    ];
    const last = fakeQuantizeChannels(Float32Array.of(0.6, 0.6, -0.4, 7), params, { channels: 2, inner: 1 });
    expect(Array.from(last, (y) => y + 0)).toEqual([1, 0, 0, 10]);
    const inner = fakeQuantizeChannels(Float32Array.of(0.6, -0.4, 0.6, 7), params, { channels: 2, inner: 2 });
    expect(Array.from(inner, (y) => y + 0)).toEqual([1, 0, 0, 10]);
  });

  it('equals the per-tensor form where all channels share a grid', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 12, maxLength: 12 }), bits, (list, b) => {
        const values = Float32Array.from(list);
        const params = quantParams({ min: Math.min(...list), max: Math.max(...list) }, b, weightGrid);
        const channels = fakeQuantizeChannels(values, [params, params, params], { channels: 3, inner: 2 });
        expect(channels).toEqual(fakeQuantize(values, params));
      }),
    );
  });
});

describe('weightChannels', () => {
  it('finds the output channels of every layout', () => {
    expect(weightChannels('conv', [3, 3, 16, 32])).toEqual({ channels: 32, inner: 1 });
    expect(weightChannels('depthwiseConv', [3, 3, 16, 2])).toEqual({ channels: 32, inner: 1 });
    expect(weightChannels('transposeConv', [4, 4, 8, 16])).toEqual({ channels: 8, inner: 16 });
    expect(weightChannels('dense', [128, 10])).toEqual({ channels: 10, inner: 1 });
  });
});
