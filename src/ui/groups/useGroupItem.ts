import { useRef } from 'react';
import { useStudio } from '../StudioContext.tsx';
import type { GroupItem } from './GroupItem.ts';
import { selectGroupItems } from './selectGroupItems.ts';

/** One group's row; the same object as long as its values are the same, so that only changed rows render. */
export function useGroupItem(id: string): GroupItem | null {
  const last = useRef<GroupItem | null>(null);
  return useStudio((state) => {
    const item = selectGroupItems(state).get(id) ?? null;
    if (!item || !last.current || !sameItem(item, last.current)) last.current = item;
    return last.current;
  });
}

function sameItem(a: GroupItem, b: GroupItem): boolean {
  return (Object.keys(a) as (keyof GroupItem)[]).every((key) => Object.is(a[key], b[key]));
}
