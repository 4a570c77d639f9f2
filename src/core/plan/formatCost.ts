import type { CostName } from './Program.ts';

/** What the studio's own programs measure each cost in, as `Program.units` writes it. */
export const studioUnits: Readonly<Record<CostName, string>> = {
  size: 'bytes',
  bops: '1e9 bit operations',
  latency: 'ms',
  memory: 'bytes',
};

const shortUnits: Readonly<Record<CostName, string>> = {
  size: 'B',
  bops: 'GBOPS',
  latency: 'ms',
  memory: 'B',
};

/** How costs are called on screen. */
export const costTitles: Readonly<Record<CostName, string>> = {
  size: 'Size',
  bops: 'BOPS',
  latency: 'Latency',
  memory: 'Peak memory',
};

const numbers = new Map<number, Intl.NumberFormat>();

/** Making a format takes far longer than using it. */
function numberFormat(digits: number): Intl.NumberFormat {
  const format = numbers.get(digits) ?? new Intl.NumberFormat('en-US', { maximumSignificantDigits: digits });
  numbers.set(digits, format);
  return format;
}

/** Significant digits, three by default, no exponent where it can be avoided: 12345 -> `12,300`. */
export function formatNumber(value: number, digits = 3): string {
  if (!Number.isFinite(value)) return '–';
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return rounded.toExponential().replace('e+', 'e');
  return numberFormat(digits).format(rounded);
}

/** A cost of the studio in its unit: bytes as kB or MB (of 1000), giga bit operations, milliseconds. */
export function formatCost(cost: CostName, value: number, digits = 3): string {
  const [scale, unit] = unitFor(cost, Math.abs(value));
  return `${formatNumber(value * scale, digits)} ${unit}`;
}

/** The costs of one column, all in the unit of the largest. */
export function formatCosts(cost: CostName, values: readonly number[]): readonly string[] {
  const [scale, unit] = unitFor(cost, Math.max(0, ...values.filter(Number.isFinite)));
  return values.map((value) => `${formatNumber(value * scale)} ${unit}`);
}

/** What a cost of about this size is counted in: a factor, and the unit. */
function unitFor(cost: CostName, size: number): readonly [number, string] {
  const isBytes = cost === 'size' || cost === 'memory';
  if (isBytes && size >= 1e6) return [1e-6, 'MB'];
  if (isBytes && size >= 1e3) return [1e-3, 'kB'];
  if (cost === 'bops' && size > 0 && size < 0.1) return [1e3, 'MBOPS'];
  if (cost === 'latency' && size > 0 && size < 0.1) return [1e3, 'µs'];
  return [1, shortUnits[cost]];
}
