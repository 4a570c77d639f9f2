import { describe, expect, it } from 'vitest';
import type { GroupItem } from './GroupItem.ts';
import { arrangeGroups, nextSort } from './sortGroups.ts';

const item = (title: string, order: number, more: Partial<GroupItem> = {}): GroupItem => ({
  id: title,
  title,
  label: title,
  layerCount: 1,
  order,
  pair: null,
  pinned: false,
  aqs: null,
  heat: null,
  costShare: null,
  sizeBytes: null,
  ...more,
});

const items = [
  item('conv1', 0, { pair: '16/16', aqs: 0.5 }),
  item('conv10', 1, { pair: '4/8', aqs: null }),
  item('conv2', 2, { pair: '8/4', aqs: 0.01, pinned: true }),
];

describe('arrangeGroups', () => {
  it.each([
    ['order', false, ['conv1', 'conv10', 'conv2']],
    ['title', false, ['conv1', 'conv2', 'conv10']],
    ['pair', false, ['conv10', 'conv2', 'conv1']],
    ['aqs', true, ['conv1', 'conv2', 'conv10']],
    ['aqs', false, ['conv2', 'conv1', 'conv10']],
    ['pinned', true, ['conv2', 'conv1', 'conv10']],
  ] as const)('by %s, descending %s', (column, descending, order) => {
    expect(arrangeGroups(items, '', { column, descending })).toEqual(order);
  });

  it('filters by name and by pair', () => {
    const sort = { column: 'order', descending: false } as const;
    expect(arrangeGroups(items, ' CONV1', sort)).toEqual(['conv1', 'conv10']);
    expect(arrangeGroups(items, '8/4', sort)).toEqual(['conv2']);
    expect(arrangeGroups(items, 'nothing', sort)).toEqual([]);
  });
});

describe('nextSort', () => {
  it('goes largest first, smallest first, network order', () => {
    let sort = nextSort({ column: 'order', descending: false }, 'aqs');
    expect(sort).toEqual({ column: 'aqs', descending: true });
    sort = nextSort(sort, 'aqs');
    expect(sort).toEqual({ column: 'aqs', descending: false });
    expect(nextSort(sort, 'aqs')).toEqual({ column: 'order', descending: false });
    expect(nextSort(sort, 'title')).toEqual({ column: 'title', descending: false });
  });
});
