import { useRef } from 'react';
import { useStudio } from '../StudioContext.tsx';
import type { GroupItem } from './GroupItem.ts';
import { selectGroupItems } from './selectGroupItems.ts';
import { arrangeGroups, type Sort } from './sortGroups.ts';

interface Arranged {
  readonly items: ReadonlyMap<string, GroupItem>;
  readonly filter: string;
  readonly sort: Sort;
  readonly ids: readonly string[];
}

/** Ids of the rows to show; the same array as long as they and their order are the same, whatever the rows say. */
export function useArrangedGroups(filter: string, sort: Sort): readonly string[] {
  const last = useRef<Arranged | null>(null);
  return useStudio((state) => {
    const items = selectGroupItems(state);
    const before = last.current;
    if (before?.items === items && before.filter === filter && before.sort === sort) return before.ids;
    const now = arrangeGroups(items.values(), filter, sort);
    const same = now.length === before?.ids.length && now.every((id, index) => id === before.ids[index]);
    const ids = same ? before.ids : now;
    last.current = { items, filter, sort, ids };
    return ids;
  });
}
