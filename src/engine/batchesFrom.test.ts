import { expect, it } from 'vitest';
import { batchesFrom } from './batchesFrom.ts';

it('ends batches where a layer was left', () => {
  expect(batchesFrom(0, 5, 2)).toEqual([
    { first: 0, images: 2 },
    { first: 2, images: 2 },
    { first: 4, images: 1 },
  ]);
  expect(batchesFrom(2, 9, 4, [2, 5, 0])).toEqual([
    { first: 2, images: 3 },
    { first: 5, images: 4 },
  ]);
  expect(batchesFrom(5, 5, 2, [5])).toEqual([]);
});
