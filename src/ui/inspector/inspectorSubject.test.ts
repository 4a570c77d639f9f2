import { expect, it } from 'vitest';
import type { Group } from '../../core/groups/Group.ts';
import { inspectorSubject } from './inspectorSubject.ts';

const group = (...layers: string[]): Group => ({
  id: layers.join('+'),
  layers,
  kinds: ['conv'],
  reasons: [],
  pairs: [],
});
const ab = group('a', 'b');
const c = group('c');
const groupOf = new Map([
  ['a', ab],
  ['b', ab],
  ['c', c],
]);

it('is one group while all selected layers belong to it, the first in front', () => {
  expect(inspectorSubject(['b', 'a'], groupOf)).toEqual({ kind: 'group', group: ab, layer: 'b' });
});

it('is several groups, or nothing for layers that are gone', () => {
  expect(inspectorSubject(['a', 'c'], groupOf)).toEqual({
    kind: 'many',
    groups: [ab, c],
    layers: ['a', 'c'],
  });
  expect(inspectorSubject(['gone'], groupOf)).toEqual({ kind: 'nothing' });
  expect(inspectorSubject([], groupOf)).toEqual({ kind: 'nothing' });
});
