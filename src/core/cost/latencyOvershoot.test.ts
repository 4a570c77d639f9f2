import { describe, expect, it } from 'vitest';
import { conversionText, latencyOvershoot } from './latencyOvershoot.ts';

const totals = { latencyMs: 1.25, conversions: 12, conversionMs: 0.03 };

describe('conversionText', () => {
  it('says what changes of width add, and when nobody knows', () => {
    expect(conversionText(totals)).toBe('incl. 0.03 ms for 12 changes of width');
    expect(conversionText({ ...totals, conversions: 1, conversionMs: null })).toBe(
      'without 1 change of width of unknown cost',
    );
    expect(conversionText({ ...totals, conversionMs: 0 })).toBeNull();
    expect(conversionText({ ...totals, conversions: 0, conversionMs: 0 })).toBeNull();
    expect(conversionText({ ...totals, latencyMs: null })).toBeNull();
  });
});

describe('latencyOvershoot', () => {
  it('speaks when the exact total is over the budget', () => {
    const over = latencyOvershoot(totals, 1.23);
    expect(over?.ms).toBeCloseTo(0.02, 12);
    expect(over?.text).toBe(
      'With 12 changes of width (0.03 ms) the plan takes 1.25 ms, 0.02 ms over the latency budget of 1.23 ms, which is solved without them.',
    );
  });

  it('is silent when it holds, without a budget, and for what rounding does', () => {
    expect(latencyOvershoot(totals, 1.25)).toBeNull();
    expect(latencyOvershoot(totals, 1.25 - 1e-12)).toBeNull();
    expect(latencyOvershoot(totals, undefined)).toBeNull();
    expect(latencyOvershoot({ ...totals, conversionMs: null }, 1)).toBeNull();
    expect(latencyOvershoot({ ...totals, conversionMs: 0 }, 1)).toBeNull();
  });
});
