import { describe, expect, it } from 'vitest';
import type { Group } from '../../core/groups/Group.ts';
import type { AqsEntry } from '../../core/sensitivity/AqsTable.ts';
import { pairAxis, pairRows } from './pairRows.ts';

const entry = (nmse: number, more: Partial<AqsEntry> = {}): AqsEntry => ({
  nmse,
  sqnr: 20,
  cosine: nmse / 2,
  maxError: 1,
  halves: [nmse * 0.9, nmse * 1.1],
  ...more,
});
const group: Group = {
  id: 'a+b',
  layers: ['a', 'b'],
  kinds: ['conv'],
  reasons: [],
  pairs: [
    { weightBits: 4, activationBits: 4 },
    { weightBits: 8, activationBits: 8 },
  ],
};
const aqs = {
  a: { layer: 'a', images: 8, entries: { '4/4': entry(0.1, { repaired: true }), '8/8': entry(0.001) } },
  b: { layer: 'b', images: 8, entries: { '4/4': entry(0.3) } },
};
const costs = new Map(
  ['a', 'b'].map(
    (layer) =>
      [
        layer,
        new Map([
          ['4/4', { bops: 1 }],
          ['8/8', { bops: 4 }],
        ]),
      ] as const,
  ),
);

describe('pairRows', () => {
  it('adds layers up, with halves, repairs and cost', () => {
    const [narrow, wide] = pairRows({ group, aqs, costs, cost: 'bops', distance: 'nmse', aggregate: 'sum' });
    expect(narrow!.aqs).toBeCloseTo(0.4);
    expect(narrow!.halves![0]).toBeCloseTo(0.36);
    expect(narrow).toMatchObject({ key: '4/4', repaired: true, cost: 2 });
    expect(wide).toMatchObject({ key: '8/8', aqs: null, halves: null, cost: 8 });
  });

  it('has no cost where the profile has none', () => {
    expect(
      pairRows({ group, aqs, costs, cost: 'latency', distance: 'cosine', aggregate: 'max' })[0],
    ).toMatchObject({
      aqs: 0.15,
      halves: null,
      cost: null,
    });
  });
});

describe('pairAxis', () => {
  it('takes whole decades around the values', () => {
    const rows = pairRows({ group, aqs, costs, cost: 'bops', distance: 'nmse', aggregate: 'sum' });
    expect(pairAxis(rows)).toEqual([0.1, 1]);
    expect(pairAxis([])).toEqual([1e-3, 1]);
  });
});
