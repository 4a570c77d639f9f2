import { formatPercent } from '../format/formatPercent.ts';

/** A group's share of the plan's main cost, as the table shows it. */
export function shareText(share: number | null): string {
  if (share === null) return '–';
  return share > 0 && share < 0.001 ? '< 0.1 %' : formatPercent(share);
}
