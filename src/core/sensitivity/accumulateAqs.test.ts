import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LayerMeasurement } from '../ports.ts';
import type { AqsTable } from './AqsTable.ts';
import { accumulateAqs } from './accumulateAqs.ts';
import { errorSums } from './errorSums.ts';

/** A measurement of one layer, one pair, from outputs at the reference and at the pair. */
function measure(x: number[][], y: number[][], first = 0): LayerMeasurement {
  const flat = (rows: number[][]) => Float32Array.from(rows.flat());
  return {
    layer: 'conv',
    first,
    images: x.length,
    pairs: ['4/4'],
    values: errorSums(flat(x), flat(y), x.length),
    elements: x[0]!.length,
    inputHistogram: { min: 0, max: 1, counts: Uint32Array.of(1) },
  };
}

describe('accumulateAqs', () => {
  it('has known answers', () => {
    const table = accumulateAqs(
      {},
      measure(
        [
          [3, 4],
          [1, 0],
          [0, 2],
        ],
        [
          [3, 4],
          [0, 1],
          [0, 1],
        ],
      ),
    );
    const entry = table.conv!.entries['4/4']!;
    // Image 0: no error. Image 1: 2 / 1. Image 2: 1 / 4.
    expect(entry.nmse).toBeCloseTo((0 + 2 + 0.25) / 3, 6);
    expect(entry.halves[0]).toBeCloseTo(0.125, 6);
    expect(entry.halves[1]).toBeCloseTo(2, 6);
    expect(entry.cosine).toBeCloseTo((0 + 1 + 0) / 3, 6);
    expect(entry.maxError).toBe(1);
    // Image 0: no error. Image 1: 1 and 0 change places. Image 2: of 0 and 2 the 2 goes to the bin of 1. Half a count more in each
    // of 32 bins makes 18 of 2 values.
    expect(entry.histogramKl).toBeCloseTo((0 + 0 + Math.log(3) / 18) / 3, 12);
    expect(entry.sqnr).toBeCloseTo(-10 * Math.log10(0.75), 5);
    expect(table.conv!.images).toBe(3);
  });

  it('says infinite SQNR for no error, and is defined for outputs of zero', () => {
    const same = accumulateAqs({}, measure([[1, 2]], [[1, 2]])).conv!.entries['4/4']!;
    expect(same).toEqual({ nmse: 0, sqnr: Infinity, cosine: 0, histogramKl: 0, maxError: 0, halves: [0, 0] });
    const dead = accumulateAqs({}, measure([[0, 0]], [[0, 1]])).conv!.entries['4/4']!;
    expect(dead.nmse).toBeCloseTo(1 / 2e-8, -2);
    expect(dead.cosine).toBe(1);
    // Two counts in the bin of 0, of which one goes to the last: (2.5 ln(2.5 / 1.5) + 0.5 ln(0.5 / 1.5)) / 18.
    expect(dead.histogramKl).toBeCloseTo((2.5 * Math.log(5 / 3) - 0.5 * Math.log(3)) / 18, 12);
  });

  it('gives the same whether images come at once or in batches of any size', () => {
    const rows = fc.array(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 3 }), {
      minLength: 2,
      maxLength: 12,
    });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 5 }), (x, batch) => {
        const y = x.map((row, i) => row.map((v, j) => v + ((i * 7 + j * 3) % 5)));
        const whole = accumulateAqs({}, measure(x, y)).conv!.entries['4/4']!;
        let table: AqsTable = {};
        for (let first = 0; first < x.length; first += batch) {
          table = accumulateAqs(
            table,
            measure(x.slice(first, first + batch), y.slice(first, first + batch), first),
          );
        }
        const parts = table.conv!.entries['4/4']!;
        expect(table.conv!.images).toBe(x.length);
        expect(parts.nmse / (whole.nmse || 1)).toBeCloseTo(whole.nmse ? 1 : 0, 9);
        expect(parts.cosine).toBeCloseTo(whole.cosine, 9);
        expect(parts.maxError).toBe(whole.maxError);
        expect(parts.histogramKl).toBeCloseTo(whole.histogramKl!, 9);
        expect(parts.halves[0] - whole.halves[0]).toBeCloseTo(0, 6);
        expect(parts.halves[1] - whole.halves[1]).toBeCloseTo(0, 6);
      }),
    );
  });

  it('does not know the histograms of a layer whose first images came without', () => {
    const { histogramKl: _, ...old } = accumulateAqs({}, measure([[1, 2]], [[1, 3]])).conv!.entries['4/4']!;
    const table = { conv: { layer: 'conv', images: 1, entries: { '4/4': old } } };
    const entry = accumulateAqs(table, measure([[1, 2]], [[1, 1]], 1)).conv!.entries['4/4']!;
    expect(entry).not.toHaveProperty('histogramKl');
    expect(entry.cosine).toBeGreaterThan(0);
  });

  it('starts a layer anew at image 0 and refuses a gap', () => {
    const once = accumulateAqs({}, measure([[1, 1]], [[0, 1]]));
    expect(accumulateAqs(once, measure([[1, 1]], [[0, 1]]))).toEqual(once);
    expect(() => accumulateAqs(once, measure([[1, 1]], [[0, 1]], 5))).toThrow('images from 5 on');
  });
});

describe('errorSums', () => {
  it('sums each image by itself', () => {
    const sums = errorSums(Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 0, 3, 7), 2);
    // 0 lies beside the bins of 1 to 2, where 1 is: one and one became two and none. 7 lies where 4 is.
    const moved = (1.5 * Math.log(1.5 / 2.5) + 1.5 * Math.log(1.5 / 0.5)) / 18;
    const want = [...[4, 5, 1, 1, 2, moved], ...[9, 25, 58, 37, 3, 0]];
    expect(sums).toHaveLength(want.length);
    want.forEach((value, i) => {
      expect(sums[i]).toBeCloseTo(value, 12);
    });
    expect(() => errorSums(new Float32Array(3), new Float32Array(4), 1)).toThrow('cannot be compared');
  });
});
