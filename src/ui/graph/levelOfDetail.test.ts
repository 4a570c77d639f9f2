import { describe, expect, it } from 'vitest';
import { levelOfDetail } from './levelOfDetail.ts';

describe('levelOfDetail', () => {
  it('shows bits only where they are 8 px tall, names where they are', () => {
    expect([0.05, 0.25, 0.3, 0.7, 0.8, 3].map(levelOfDetail)).toEqual([
      'far',
      'far',
      'middle',
      'middle',
      'near',
      'near',
    ]);
    // Bits are 31 px in the middle level and names 11.5 px in the near one.
    expect(31 * 0.26).toBeGreaterThanOrEqual(8);
    expect(11.5 * 0.72).toBeGreaterThanOrEqual(8);
  });
});
