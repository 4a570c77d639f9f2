import { expect, it } from 'vitest';
import { initialState } from '../initialState.ts';
import { createSelector } from './createSelector.ts';

it('computes once for equal inputs, also when several states take turns', () => {
  let computed = 0;
  const select = createSelector([(state) => state.selection, (state) => state.hover], (selection, hover) => {
    computed++;
    return { selection, hover };
  });
  const a = { ...initialState, selection: ['a'] };
  const b = { ...initialState, selection: ['b'] };
  const first = select(a);
  const second = select(b);
  expect(select({ ...a, theme: 'dark' })).toBe(first);
  expect(select(b)).toBe(second);
  expect(computed).toBe(2);
  expect(select({ ...a, hover: 'x' })).not.toBe(first);
  expect(computed).toBe(3);
});
