import type { CostName } from '../../core/plan/Program.ts';
import { formatBytes } from './formatBytes.ts';
import { formatDuration } from './formatDuration.ts';
import { formatSi, formatThree } from './formatSi.ts';

export const COST_TITLE: Readonly<Record<CostName, string>> = {
  bops: 'BOPS',
  size: 'Size',
  latency: 'Latency',
  memory: 'Memory',
};

/** The same within a sentence, and above a column of a table. */
export const COST_WORD: Readonly<Record<CostName, string>> = {
  bops: 'BOPS',
  size: 'size',
  latency: 'latency',
  memory: 'memory',
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

const BYTES = [
  [1e9, 'GB'],
  [1e6, 'MB'],
  [1e3, 'kB'],
  [1, 'B'],
] as const;

/** Units of each cost, the largest first. */
const UNITS: Readonly<Record<CostName, readonly (readonly [number, string])[]>> = {
  bops: [
    [1e3, 'TBOPS'],
    [1, 'GBOPS'],
    [1e-3, 'MBOPS'],
    [1e-6, 'kBOPS'],
  ],
  size: BYTES,
  memory: BYTES,
  latency: [
    [1e3, 's'],
    [1, 'ms'],
    [1e-3, 'µs'],
  ],
};

/** How to write a column of one cost: all of it in one unit, that of the largest unless the least would then vanish. */
export function costFormat(cost: CostName, values: readonly number[]): (value: number) => string {
  const units = UNITS[cost];
  const sizes = values.filter((value) => Number.isFinite(value) && value !== 0).map(Math.abs);
  if (sizes.length === 0) return (value) => formatCost(cost, value);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  const [scale, unit] =
    units.find(([size]) => most >= size * 0.9995 && least >= size * 0.001) ?? units.at(-1)!;
  return (value) =>
    Number.isFinite(value) ? `${formatThree(value / scale)} ${unit}` : formatCost(cost, value);
}
