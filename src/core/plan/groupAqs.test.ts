import { describe, expect, it } from 'vitest';
import { parsePair } from '../profile/Pair.ts';
import type { AqsEntry, AqsTable } from '../sensitivity/AqsTable.ts';
import { sqnrOf } from '../sensitivity/accumulateAqs.ts';
import { groupAqs, scoreOf } from './groupAqs.ts';

function entry(nmse: number): AqsEntry {
  return { nmse, sqnr: sqnrOf(nmse), cosine: nmse / 2, maxError: nmse * 3, halves: [nmse, nmse] };
}

const table: AqsTable = {
  a: { layer: 'a', images: 8, entries: { '4/4': entry(0.1) } },
  b: { layer: 'b', images: 8, entries: { '4/4': entry(0.3), '8/8': entry(0) } },
};
const pair = parsePair('4/4');
const both = { layers: ['a', 'b'] };

describe('groupAqs', () => {
  it('sums, averages, or takes the worst', () => {
    expect(groupAqs(table, both, pair, 'nmse', 'sum')).toBeCloseTo(0.4, 12);
    expect(groupAqs(table, both, pair, 'nmse', 'mean')).toBeCloseTo(0.2, 12);
    expect(groupAqs(table, both, pair, 'nmse', 'max')).toBe(0.3);
    expect(groupAqs(table, both, pair, 'maxError', 'max')).toBeCloseTo(0.9, 12);
  });

  it('is null while a layer is not measured at the pair', () => {
    expect(groupAqs(table, both, parsePair('8/8'), 'nmse', 'sum')).toBeNull();
    expect(groupAqs(table, { layers: ['a', 'c'] }, pair, 'nmse', 'sum')).toBeNull();
  });

  it('takes float pairs of 16 bits as references that cost nothing', () => {
    expect(groupAqs(table, both, parsePair('16f/16f'), 'nmse', 'sum')).toBe(0);
  });

  it('turns SQNR into the share of error, which adds up and grows with damage', () => {
    expect(scoreOf(entry(0), 'sqnr')).toBe(0);
    expect(scoreOf(entry(0.1), 'sqnr')).toBeCloseTo(0.1, 9);
  });
});
