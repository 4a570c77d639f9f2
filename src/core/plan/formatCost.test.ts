import { expect, it } from 'vitest';
import { formatCost, formatCosts } from './formatCost.ts';

it('writes a column of costs in one unit', () => {
  expect(formatCosts('bops', [42.8, 0.656, 0.0123])).toEqual(['42.8 GBOPS', '0.656 GBOPS', '0.0123 GBOPS']);
  expect(formatCosts('size', [1.09e6, 272e3])).toEqual(['1.09 MB', '0.272 MB']);
  expect(formatCost('bops', 0.0123)).toBe('12.3 MBOPS');
});
