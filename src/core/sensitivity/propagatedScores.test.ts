import { describe, expect, it } from 'vitest';
import type { AqsEntry, LayerAqs } from './AqsTable.ts';
import { propagatedScores, trustedReach } from './propagatedScores.ts';

function entry(nmse: number, reach?: number): AqsEntry {
  return {
    nmse,
    sqnr: -10 * Math.log10(nmse),
    cosine: nmse / 2,
    maxError: 1,
    halves: [nmse, nmse],
    ...(reach === undefined ? {} : { reach }),
  };
}

function score(layer: Omit<LayerAqs, 'layer' | 'images'>): Record<string, number | undefined> {
  const table = propagatedScores({ a: { layer: 'a', images: 8, ...layer } });
  return Object.fromEntries(Object.entries(table.a!.entries).map(([key, e]) => [key, e.propagated]));
}

describe('propagatedScores', () => {
  it('takes a second-order estimate as it is while it is small', () => {
    const found = score({
      entries: { '8/8': entry(0.1, 0.0001), '4/8': entry(0.2, 0.002), '4/4': entry(0.3, 0.003) },
    });
    expect(found['8/8']).toBeCloseTo(0.0001, 12);
    expect(found['4/8']).toBeCloseTo(0.002, 12);
    expect(found['4/4']).toBeCloseTo(0.003, 12);
  });

  it('says what an injection measured where one was made, of an operand or of the pair', () => {
    const entries = {
      '8/8': entry(1e-4, 1e-6),
      '4/8': entry(0.1, 2),
      '8/4': entry(0.1, 0.5),
      '4/4': entry(0.2, 2.6),
    };
    const operands = { '4/8': 0.7, '8/4': 0.3 };
    const found = score({ entries, injections: operands });
    expect(found['4/8']).toBe(0.7);
    expect(found['8/4']).toBe(0.3);
    expect(found['4/4']).toBeCloseTo(1, 4);
    expect(found['8/8']).toBeLessThan(1e-5);
    const both = score({ entries, injections: { ...operands, '4/4': 0.85 } });
    expect(both['4/4']).toBe(0.85);
  });

  it('lets an injection speak for an operand only where the other one is at its widest', () => {
    const entries = {
      '8/8': entry(1e-4, 1e-6),
      '4/8': entry(0.1, 0.2),
      '4/4': entry(0.2, 2),
      '8/4': entry(0.1, 0.1),
    };
    const found = score({ entries, injections: { '4/4': 0.9 } });
    expect(found['4/8']).toBeCloseTo(0.2, 5);
    expect(found['8/4']).toBeCloseTo(0.1, 5);
  });

  it('interpolates between trust and the injection on logarithms, and goes on flatter beyond', () => {
    const entries = {
      '16/8': entry(1e-5, 1e-9),
      '6/8': entry(0.01, 0.05),
      '4/8': entry(0.1, 0.5),
      '2/8': entry(0.9, 50),
    };
    const found = score({ entries, injections: { '4/8': 0.1 } });
    const slope = Math.log(0.1 / trustedReach) / Math.log(0.5 / trustedReach);
    expect(found['6/8']).toBeCloseTo(trustedReach * (0.05 / trustedReach) ** slope, 6);
    expect(found['2/8']).toBeCloseTo(0.1 * 100 ** slope, 3);
  });

  it('rests on the gain of an injection where nothing can be derived: another width of the operand follows its local error', () => {
    const entries = { '8/8': entry(0.0001), '4/8': entry(0.01), '3/8': entry(0.04) };
    const found = score({ entries, injections: { '4/8': 0.5 } });
    expect(found['4/8']).toBeCloseTo(0.5, 2);
    expect(found['3/8']! / found['4/8']!).toBeCloseTo(4, 1);
  });

  it('gives no score without reach and injections, and leaves one that came from a file', () => {
    expect(score({ entries: { '8/8': entry(0.1) } })['8/8']).toBeUndefined();
    expect(score({ entries: { '8/8': { ...entry(0.1), propagated: 0.3 } } })['8/8']).toBe(0.3);
  });
});
