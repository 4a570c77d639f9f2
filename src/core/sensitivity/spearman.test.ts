import { describe, expect, it } from 'vitest';
import { random } from '../calibration/random.ts';
import { averageRanks, spearman } from './spearman.ts';

describe('averageRanks', () => {
  it('gives ties the average of the ranks that they take up', () => {
    expect([...averageRanks([30, 10, 20, 20, 20, 5])]).toEqual([6, 2, 4, 4, 4, 1]);
    expect([...averageRanks([Number.POSITIVE_INFINITY, 0, Number.POSITIVE_INFINITY])]).toEqual([2.5, 1, 2.5]);
  });
});

describe('spearman', () => {
  it('is the textbook value: IQ against hours of television, -29/165', () => {
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
    expect(spearman(iq, hours)).toBeCloseTo(-29 / 165, 12);
  });

  it('sees order only: 1 for any rising function, -1 for any falling one', () => {
    const next = random(3);
    const x = Array.from({ length: 40 }, () => next());
    expect(
      spearman(
        x,
        x.map((v) => Math.exp(9 * v)),
      ),
    ).toBeCloseTo(1, 12);
    expect(
      spearman(
        x,
        x.map((v) => -(v ** 3)),
      ),
    ).toBeCloseTo(-1, 12);
  });

  it('equals Pearson of average ranks with ties, where 1 - 6 sum d² / (n³ - n) would not', () => {
    // Ranks 1, 2.5, 2.5, 4 against 1, 2, 3, 4: sums 4.5 / sqrt(4.5 * 5).
    expect(spearman([1, 2, 2, 3], [1, 2, 3, 4])).toBeCloseTo(4.5 / Math.sqrt(22.5), 12);
  });

  it('is null where it means nothing and refuses what cannot be ranked', () => {
    expect(spearman([], [])).toBeNull();
    expect(spearman([1], [2])).toBeNull();
    expect(spearman([1, 1, 1], [1, 2, 3])).toBeNull();
    expect(() => spearman([1, 2], [1])).toThrow('2 values cannot be ranked against 1.');
    expect(() => spearman([1, Number.NaN], [1, 2])).toThrow('Value 2 is not a number.');
  });
});
