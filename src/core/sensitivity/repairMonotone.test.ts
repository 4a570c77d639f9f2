import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePair } from '../profile/Pair.ts';
import type { AqsEntry, AqsTable } from './AqsTable.ts';
import { sqnrOf } from './accumulateAqs.ts';
import { isNarrower, repairMonotone } from './repairMonotone.ts';

function entry(nmse: number): AqsEntry {
  return { nmse, sqnr: sqnrOf(nmse), cosine: nmse / 2, maxError: nmse * 3, halves: [nmse, nmse] };
}

function tableOf(scores: Record<string, number>): AqsTable {
  const entries = Object.fromEntries(Object.entries(scores).map(([pair, nmse]) => [pair, entry(nmse)]));
  return { a: { layer: 'a', images: 8, entries } };
}

describe('repairMonotone', () => {
  it('lowers a pair that scores worse than a narrower one, and says so', () => {
    const { table, repairs } = repairMonotone(
      tableOf({ '2/2': 0.5, '4/4': 0.1, '4/8': 0.2, '8/8': 0.05, '8/4': 0.3 }),
    );
    expect(repairs).toEqual([
      { layer: 'a', pair: '4/8', better: '4/4', measured: 0.2, repaired: 0.1 },
      { layer: 'a', pair: '8/4', better: '4/4', measured: 0.3, repaired: 0.1 },
    ]);
    expect(table.a!.entries['4/8']).toMatchObject({ nmse: 0.1, repaired: true, halves: [0.1, 0.1] });
    expect(table.a!.entries['4/8']!.sqnr).toBeCloseTo(10, 9);
    expect(table.a!.entries['8/8']!.repaired).toBeUndefined();
  });

  it('leaves a monotone table as it is, the very object', () => {
    const table = tableOf({ '2/2': 0.5, '2/4': 0.4, '4/2': 0.3, '4/4': 0.1 });
    const result = repairMonotone(table);
    expect(result.repairs).toEqual([]);
    expect(result.table.a).toBe(table.a);
  });

  it('counts float as wider than every integer width', () => {
    expect(isNarrower(parsePair('16/16'), parsePair('16f/16f'))).toBe(true);
    expect(isNarrower(parsePair('16f/16'), parsePair('16/16'))).toBe(false);
    const { table } = repairMonotone(tableOf({ '8/8': 0, '16f/16f': 0.01 }));
    expect(table.a!.entries['16f/16f']!.nmse).toBe(0);
  });

  it('ends monotone, only ever lowers, and changes nothing the second time', () => {
    const widths = [2, 4, 8, 16];
    const keys = widths.flatMap((w) => widths.map((a) => `${w}/${a}`));
    const scores = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(scores, (list) => {
        const before = tableOf(Object.fromEntries(keys.map((key, i) => [key, list[i]!])));
        const { table, repairs } = repairMonotone(before);
        const after = table.a!.entries;
        for (const a of keys) {
          expect(after[a]!.nmse).toBeLessThanOrEqual(before.a!.entries[a]!.nmse);
          for (const b of keys) {
            if (!isNarrower(parsePair(a), parsePair(b))) continue;
            expect(after[b]!.nmse).toBeLessThanOrEqual(after[a]!.nmse);
            expect(after[b]!.cosine).toBeLessThanOrEqual(after[a]!.cosine);
            expect(after[b]!.maxError).toBeLessThanOrEqual(after[a]!.maxError);
          }
        }
        expect(new Set(repairs.map((r) => r.pair)).size).toBe(repairs.length);
        const flagged = keys.filter((key) => after[key]!.repaired);
        expect(repairs.map((r) => r.pair).sort()).toEqual(flagged.sort());
        expect(repairMonotone(table).repairs).toEqual([]);
      }),
    );
  });
});
