import { describe, expect, it } from 'vitest';
import { fixtureStudio } from '../../store/fixtures/fixtureStudio.ts';
import { selectGroups } from '../../store/selectors/selectGroups.ts';
import { moveEntries } from './moveEntries.ts';

describe('moveEntries', () => {
  const { store, actions } = fixtureStudio({ layers: 24 });
  const groups = selectGroups(store.getState());

  it('offers the nearest groups first, and not the one the layer is in', () => {
    const [out, ...others] = moveEntries(['stem'], groups, actions.checkMove);
    expect(out).toMatchObject({ group: null, allowed: false });
    expect(others.map((entry) => entry.group)).not.toContain('stem');
    expect(others[0]!.group).toBe(groups[1]!.id);
    expect(others).toHaveLength(Math.min(40, groups.length - 1));
  });

  it('says the rule where a layer is tied', () => {
    const tied = groups.find((group) => group.layers.length === 2)!;
    const entries = moveEntries([tied.layers[0]!], groups, actions.checkMove);
    expect(entries.every((entry) => !entry.allowed && entry.note.length > 0)).toBe(true);
  });

  it('lets tied layers move together', () => {
    const tied = groups.find((group) => group.layers.length === 2)!;
    expect(
      moveEntries(tied.layers, groups, actions.checkMove).some((entry) => entry.allowed && entry.group),
    ).toBe(true);
  });
});
