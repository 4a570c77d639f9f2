import { expect, it } from 'vitest';
import type { GroupItem } from './GroupItem.ts';
import { sameItem } from './sameItem.ts';

const row: GroupItem = {
  id: 'g',
  title: 'conv1',
  label: 'conv1',
  layerCount: 1,
  order: 0,
  pair: '8/8',
  pinned: false,
  aqs: 0.01,
  heat: 0.5,
  costShare: 0.12345,
  sizeBytes: 1000,
};

it('renders a row again when something of it is written differently, and only then', () => {
  expect(sameItem(row, { ...row })).toBe(true);
  expect(sameItem(row, { ...row, costShare: 0.12346 })).toBe(true);
  expect(sameItem(row, { ...row, costShare: 0.125 })).toBe(false);
  expect(sameItem(row, { ...row, costShare: null })).toBe(false);
  expect(sameItem(row, { ...row, pair: '4/8' })).toBe(false);
  expect(sameItem(row, { ...row, aqs: 0.010001 })).toBe(false);
});
