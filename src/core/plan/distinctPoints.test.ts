import { describe, expect, it } from 'vitest';
import { distinctPoints } from './distinctPoints.ts';

const point = (cost: number, sensitivity: number) => ({ cost, sensitivity, choice: [] });

describe('distinctPoints', () => {
  it('keeps the best at one cost and the cheapest of one sensitivity', () => {
    const points = [point(1, 9), point(1 + 1e-15, 8), point(2, 8 - 1e-14), point(3, 4), point(5, 0)];
    expect(distinctPoints(points)).toEqual([points[1], points[3], points[4]]);
  });
});
