import { expect, it } from 'vitest';
import { changeText, costWord } from './explainTexts.ts';

it.each([
  [0.0312, '+3.1 %'],
  [-0.5, '−50 %'],
  [0.0004, '+0.04 %'],
  [-1e-12, '≈ 0 %'],
  [0, '±0 %'],
  [4, '+400 %'],
  [41, '× 42'],
  [Number.POSITIVE_INFINITY, 'all'],
])('writes the change %d as %j', (share, text) => {
  expect(changeText(share)).toBe(text);
});

it('calls bit operations by their name', () => {
  expect((['bops', 'aqs', 'size', 'memory'] as const).map(costWord)).toEqual([
    'BOPS',
    'AQS',
    'size',
    'peak memory',
  ]);
});
