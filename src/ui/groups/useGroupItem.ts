import { useRef } from 'react';
import { useStudio } from '../StudioContext.tsx';
import type { GroupItem } from './GroupItem.ts';
import { sameItem } from './sameItem.ts';
import { selectGroupItems } from './selectGroupItems.ts';

/** One group's row; the same object as long as it looks the same, so that only changed rows render. */
export function useGroupItem(id: string): GroupItem | null {
  const seen = useRef<GroupItem | null>(null);
  const last = useRef<GroupItem | null>(null);
  return useStudio((state) => {
    const item = selectGroupItems(state).get(id) ?? null;
    if (item === seen.current) return last.current;
    seen.current = item;
    if (!item || !last.current || !sameItem(item, last.current)) last.current = item;
    return last.current;
  });
}
