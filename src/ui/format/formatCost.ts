import type { CostName } from '../../core/plan/Program.ts';
import { formatBytes } from './formatBytes.ts';
import { formatDuration } from './formatDuration.ts';
import { formatSi } from './formatSi.ts';

export const COST_TITLE: Readonly<Record<CostName, string>> = {
  bops: 'BOPS',
  size: 'Size',
  latency: 'Latency',
  memory: 'Memory',
};

/** What follows the prefix; latency changes its unit with its size, so nothing is common to all of its values. */
export const COST_UNIT: Readonly<Record<CostName, string>> = {
  bops: 'BOPS',
  size: 'B',
  latency: '',
  memory: 'B',
};

/** A cost in the units of `Program` (1e9 bit operations, bytes, ms) for the eye: `62.3 GBOPS`, `25.6 MB`, `1.40 ms`. */
export function formatCost(cost: CostName, value: number): string {
  switch (cost) {
    case 'bops':
      return formatSi(value * 1e9, 'BOPS');
    case 'size':
    case 'memory':
      return formatBytes(value);
    case 'latency':
      return formatDuration(value);
  }
}

/** With its sign: `+0.42 MB`, `−3.60 GBOPS`. */
export function formatCostChange(cost: CostName, change: number): string {
  const text = formatCost(cost, change);
  return change > 0 ? `+${text}` : text;
}
