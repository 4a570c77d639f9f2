import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { histogramKl } from './histogramKl.ts';

describe('histogramKl', () => {
  it('has known answers', () => {
    // P = (3.5, 1.5) / 5, Q = (1.5, 3.5) / 5: 0.7 ln(7/3) + 0.3 ln(3/7) = 0.4 ln(7/3).
    expect(histogramKl([3, 1], [1, 3])).toBeCloseTo(0.4 * Math.log(7 / 3), 12);
    // P = (4.5, 0.5, 0.5) / 5.5, Q = (0.5, 0.5, 4.5) / 5.5: (8 / 11) ln 9, though P's first bin is empty in Q.
    expect(histogramKl([4, 0, 0], [0, 0, 4])).toBeCloseTo((8 / 11) * Math.log(9), 12);
    // Not symmetric: 0.9 ln(9/5) + 0.1 ln(1/5) and 0.5 ln(5/9) + 0.5 ln 5.
    expect(histogramKl([4, 0], [2, 2])).toBeCloseTo(0.9 * Math.log(1.8) + 0.1 * Math.log(0.2), 12);
    expect(histogramKl([2, 2], [4, 0])).toBeCloseTo(0.5 * Math.log(1 / 1.8) + 0.5 * Math.log(5), 12);
  });

  it('is 0 for equal histograms, and finite and not negative for any other', () => {
    const counts = fc.array(fc.nat(1_000_000), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(counts, counts, (p, q) => {
        expect(histogramKl(p, p)).toBe(0);
        // Of equal totals, as histograms of two outputs of one layer are.
        const shuffled = q.map((_, i) => p[(i + (q[0]! % 8)) % 8]!);
        const kl = histogramKl(p, shuffled);
        expect(kl).toBeGreaterThanOrEqual(0);
        expect(kl).toBeLessThan(Math.log(2 * 8e6));
      }),
    );
  });

  it('grows with the share that moved, and little with its evidence', () => {
    const moved = (n: number) => histogramKl([1000, 1000], [1000 + n, 1000 - n]);
    expect(moved(500)).toBeGreaterThan(moved(100));
    expect(moved(100)).toBeGreaterThan(moved(10));
    expect(histogramKl([1, 0], [0, 1])).toBeLessThan(histogramKl([100, 0], [0, 100]));
  });
});
