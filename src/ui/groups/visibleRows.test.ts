import { expect, it } from 'vitest';
import { visibleRows } from './visibleRows.ts';

it.each([
  [0, 260, 1000, [0, 16]],
  [2600, 260, 1000, [94, 116]],
  [25_900, 260, 1000, [990, 1000]],
  [0, 260, 3, [0, 3]],
  [9999, 260, 3, [3, 3]],
  [0, 0, 0, [0, 0]],
] as const)('scrolled to %d, %d high, of %d rows: %o', (top, height, count, rows) => {
  expect(visibleRows(top, height, 26, count)).toEqual(rows);
});
