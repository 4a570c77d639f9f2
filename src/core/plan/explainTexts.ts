import { formatCost, formatNumber, studioUnits } from './formatCost.ts';
import type { CostName, Program } from './Program.ts';

/** A budget, or the limit on total AQS where a cost is minimized. */
export type CostOrAqs = CostName | 'aqs';

/** How a cost is called within a sentence. */
export function costWord(cost: CostOrAqs): string {
  if (cost === 'memory') return 'peak memory';
  return cost === 'bops' || cost === 'aqs' ? cost.toUpperCase() : cost;
}

/** A change as a share: `+3.1 %`, `−0.04 %`, `× 42`; `≈ 0 %` for what is next to nothing, but is not nothing. */
export function changeText(share: number): string {
  if (!Number.isFinite(share)) return 'all';
  if (share === 0) return '±0 %';
  if (share >= 9) return `× ${formatNumber(1 + share, 2)}`;
  const sign = share < 0 ? '−' : '+';
  const size = Math.abs(share) * 100;
  return size < 0.005 ? '≈ 0 %' : `${sign}${formatNumber(size, size < 0.1 ? 1 : 2)} %`;
}

/** A limit in the studio's units for people, in any other unit as the number stands. */
export function limitText(program: Program, cost: CostOrAqs, value: number): string {
  return cost !== 'aqs' && program.units?.[cost] === studioUnits[cost]
    ? formatCost(cost, value, 4)
    : formatNumber(value, 4);
}
