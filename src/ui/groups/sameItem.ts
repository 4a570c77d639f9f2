import type { GroupItem } from './GroupItem.ts';
import { shareText } from './shareText.ts';

/** Whether two rows look the same: every group's share moves with the plan's total, few of them in what is written. */
export function sameItem(a: GroupItem, b: GroupItem): boolean {
  return (Object.keys(a) as (keyof GroupItem)[]).every((key) =>
    key === 'costShare' ? shareText(a.costShare) === shareText(b.costShare) : Object.is(a[key], b[key]),
  );
}
