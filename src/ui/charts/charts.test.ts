import { describe, expect, it } from 'vitest';
import { curveScales, logTicks } from './curveScales.ts';
import { breakpointWithin, sensitivityWithin, stepAqsLimit, stepLimit, stepPath } from './frontierSteps.ts';
import { gridMarks } from './gridMarks.ts';
import { histogramBars } from './histogramBars.ts';
import { logShare } from './logShare.ts';

const points = [
  { cost: 10, sensitivity: 0.5 },
  { cost: 20, sensitivity: 0.1 },
  { cost: 40, sensitivity: 0.01 },
];
const range = [10, 40] as const;
const box = { left: 40, right: 440, top: 10, bottom: 110 };

describe('frontier steps', () => {
  it.each([
    [9.99, -1],
    [10, 0],
    [19.9, 0],
    [20 - 1e-12, 1],
    [100, 2],
  ])('limit %d stands on breakpoint %d', (limit, index) => {
    expect(breakpointWithin(points, limit)).toBe(index);
  });

  it('gives the best AQS within a limit', () => {
    expect(sensitivityWithin(points, 25)).toBe(0.1);
    expect(sensitivityWithin(points, 5)).toBeNull();
  });

  it.each([
    [10, 1, 20],
    [25, 1, 40],
    [40, 1, 40],
    [40, -1, 20],
    [25, -1, 20],
    [10, -1, 10],
    [5, 1, 10],
  ] as const)('from %d step %d goes to %d', (limit, direction, next) => {
    expect(stepLimit(points, limit, direction, range)).toBe(next);
  });

  it('steps by a hundredth of the range while there is no frontier', () => {
    expect(stepLimit([], 20, 1, [0, 100])).toBe(21);
    expect(stepLimit([], 100, 1, [0, 100])).toBe(100);
  });

  it.each([
    [0.5, 1, 0.5],
    [0.1, 1, 0.5],
    [0.1, -1, 0.01],
    [0.3, -1, 0.1],
    [0.3, 1, 0.5],
    [0.01, -1, 0.01],
    [0.001, 1, 0.01],
    [0.001, -1, 0.01],
    [9, -1, 0.5],
  ] as const)('from the AQS limit %d step %d goes to %d', (limit, direction, next) => {
    expect(stepAqsLimit(points, limit, direction)).toBe(next);
  });

  it('leaves the AQS limit where it is while there is no frontier', () => {
    expect(stepAqsLimit([], 0.3, 1)).toBe(0.3);
  });

  it('draws the step function to the end of the axis', () => {
    expect(
      stepPath(
        points,
        (c) => c,
        (s) => s * 10,
        50,
      ),
    ).toBe('M10.0 5.0H20.0V1.0H40.0V0.1H50.0');
    expect(
      stepPath(
        [],
        (c) => c,
        (s) => s,
        50,
      ),
    ).toBe('');
  });
});

describe('curveScales', () => {
  it('is linear for a narrow range, logarithmic for a wide one, and inverts', () => {
    expect(curveScales(range, points, box).x(25)).toBe(240);
    expect(curveScales([1, 100], points, box).x(10)).toBeCloseTo(240);
    for (const ends of [range, [1, 100] as const]) {
      const scales = curveScales(ends, points, box);
      expect(scales.costAt(scales.x(17))).toBeCloseTo(17);
      expect(scales.costAt(0)).toBeCloseTo(ends[0]);
      expect(scales.costAt(9999)).toBeCloseTo(ends[1]);
    }
  });

  it('finds the AQS at a height, within the axis', () => {
    const { y, sensitivityAt } = curveScales(range, points, box);
    for (const { sensitivity } of points) expect(sensitivityAt(y(sensitivity))).toBeCloseTo(sensitivity, 9);
    expect(sensitivityAt(-50)).toBe(sensitivityAt(box.top));
  });

  it('puts less AQS lower and keeps zero on the axis', () => {
    const { y } = curveScales(range, points, box);
    expect(y(0.5)).toBeLessThan(y(0.1));
    expect(y(0)).toBeCloseTo(box.bottom);
    expect(y(1e9)).toBeCloseTo(box.top);
  });

  it('survives a network whose plans all cost the same', () => {
    const { x } = curveScales([5, 5], [], box);
    expect(Number.isFinite(x(5))).toBe(true);
  });
});

describe('logTicks', () => {
  it('marks decades when they are many and 1, 2, 5 when few', () => {
    expect(logTicks(0.001, 10, 5)).toEqual([0.001, 0.01, 0.1, 1, 10]);
    expect(logTicks(1, 20, 6)).toEqual([1, 2, 5, 10, 20]);
  });
});

describe('histogramBars', () => {
  it('puts 64 counts into 4 bars by root scale', () => {
    const counts = new Uint32Array(8).fill(0);
    counts[0] = 100;
    counts[7] = 25;
    const bars = histogramBars({ min: -1, max: 1, counts }, 4);
    expect(bars).toEqual([
      { from: -1, to: -0.5, count: 100, height: 1 },
      { from: -0.5, to: 0, count: 0, height: 0 },
      { from: 0, to: 0.5, count: 0, height: 0 },
      { from: 0.5, to: 1, count: 25, height: 0.5 },
    ]);
  });
});

describe('gridMarks', () => {
  it('lists every value of a 2-bit unsigned grid', () => {
    const marks = gridMarks({ scale: 0.5, inverse: 2, zero: 1, qmin: 0, qmax: 3 }, 64);
    expect(marks).toEqual({ levels: 4, step: 0.5, low: -0.5, high: 1, values: [-0.5, 0, 0.5, 1], every: 1 });
  });

  it('thins a fine grid and says so, keeping zero', () => {
    const marks = gridMarks({ scale: 1, inverse: 1, zero: 0, qmin: -127, qmax: 127 }, 64);
    expect(marks.levels).toBe(255);
    expect(marks.values.length).toBeLessThanOrEqual(64);
    expect(marks.values).toContain(0);
    expect(marks.every).toBe(4);
  });
});

describe('logShare', () => {
  it('places values on a log axis between 0 and 1', () => {
    expect(logShare(0.1, 0.01, 1)).toBeCloseTo(0.5);
    expect(logShare(0, 0.01, 1)).toBe(0);
    expect(logShare(5, 0.01, 1)).toBe(1);
  });
});
