import { expect, it } from 'vitest';
import { meanError } from './meanError.ts';

it('is the mean and its standard error', () => {
  // Standard deviation 1.29 of four, over the root of four.
  expect(meanError([1, 2, 3, 4])).toEqual({ mean: 2.5, error: Math.sqrt(5 / 3) / 2 });
  expect(meanError([7])).toEqual({ mean: 7, error: 0 });
});
