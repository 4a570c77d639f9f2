import { expect, it } from 'vitest';
import { random } from './random.ts';

it('repeats for equal seeds, differs for others, stays in [0, 1) and is about even', () => {
  const a = random(7);
  const b = random(7);
  const c = random(8);
  const first = Array.from({ length: 1000 }, a);
  expect(Array.from({ length: 1000 }, b)).toEqual(first);
  expect(Array.from({ length: 1000 }, c)).not.toEqual(first);
  expect(Math.min(...first)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...first)).toBeLessThan(1);
  expect(first.reduce((sum, x) => sum + x, 0) / 1000).toBeCloseTo(0.5, 1);
});
