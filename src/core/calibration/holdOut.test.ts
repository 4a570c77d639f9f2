import { describe, expect, it } from 'vitest';
import { holdOut } from './holdOut.ts';

describe('holdOut', () => {
  it('holds out every third of six or more, and shares none', () => {
    expect(holdOut([0, 1, 2, 3, 4, 5, 6, 7])).toEqual({ kept: [0, 1, 3, 4, 6, 7], held: [2, 5] });
    const { kept, held } = holdOut(Array.from({ length: 48 }, (_, i) => i));
    expect([kept.length, held.length, new Set([...kept, ...held]).size]).toEqual([32, 16, 48]);
  });

  it('leaves five or fewer to calibration', () => {
    expect(holdOut([0, 1, 2, 3, 4])).toEqual({ kept: [0, 1, 2, 3, 4], held: [] });
  });
});
