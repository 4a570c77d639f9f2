import type { GroupItem } from './GroupItem.ts';

export type SortColumn = 'order' | 'title' | 'pair' | 'aqs' | 'costShare' | 'pinned' | 'sizeBytes';

export interface Sort {
  readonly column: SortColumn;
  readonly descending: boolean;
}

/** What a click on a column's head does: numbers first come largest first, a third click returns to network order. */
export function nextSort(sort: Sort, column: SortColumn): Sort {
  const first = column === 'aqs' || column === 'costShare' || column === 'sizeBytes' || column === 'pinned';
  if (sort.column !== column) return { column, descending: first };
  if (sort.descending === first) return { column, descending: !first };
  return { column: 'order', descending: false };
}

/** Ids of the rows to show, filtered by text (a part of a layer's name, or a pair) and sorted; unknown values last. */
export function arrangeGroups(items: Iterable<GroupItem>, filter: string, sort: Sort): string[] {
  const wanted = filter.trim().toLowerCase();
  const rows = [...items].filter(
    (item) => wanted === '' || item.title.toLowerCase().includes(wanted) || item.pair === wanted,
  );
  const sign = sort.descending ? -1 : 1;
  rows.sort((a, b) => {
    const [x, y] = [sortValue(a, sort.column), sortValue(b, sort.column)];
    if (x === null || y === null) return x === y ? a.order - b.order : x === null ? 1 : -1;
    const by =
      typeof x === 'string' ? x.localeCompare(y as string, 'en', { numeric: true }) : x - (y as number);
    return by === 0 ? a.order - b.order : sign * by;
  });
  return rows.map((item) => item.id);
}

function sortValue(item: GroupItem, column: SortColumn): number | string | null {
  if (column === 'pinned') return item.pinned ? 1 : 0;
  if (column === 'pair') {
    const [w = 0, a = 0] = item.pair?.split('/').map((bits) => Number.parseInt(bits, 10)) ?? [];
    return item.pair === null ? null : w * 100 + a;
  }
  return item[column];
}
