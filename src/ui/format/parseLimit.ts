import type { CostName } from '../../core/plan/Program.ts';

const PREFIX: Readonly<Record<string, number>> = {
  '': 1,
  k: 1e3,
  K: 1e3,
  m: 1e6,
  M: 1e6,
  g: 1e9,
  G: 1e9,
  T: 1e12,
};
const SECONDS: Readonly<Record<string, number>> = { us: 1e-3, µs: 1e-3, ms: 1, s: 1e3 };

/**
 * Reads what a user types as a budget: `25 %` (between the cheapest and the dearest plan), `62.3`, `62.3 G`,
 * `12 MB`, `850 µs`. A bare number is in the unit the field shows: GBOPS, MB or ms.
 * Returns the limit in the units of `Program`, or a sentence saying what is wrong.
 */
export function parseLimit(
  text: string,
  cost: CostName,
  range: readonly [number, number],
): { limit: number } | { error: string } {
  const match = /^\s*([0-9]*[.,]?[0-9]+(?:e[+-]?\d+)?)\s*([^\d\s.,]*)\s*$/i.exec(text);
  if (!match) return { error: `"${text.trim()}" is not a number; type e.g. ${example(cost)} or 50 %.` };
  const value = Number(match[1]!.replace(',', '.'));
  const unit = match[2]!;
  if (unit === '%') return { limit: range[0] + ((range[1] - range[0]) * value) / 100 };
  const scale = unit === '' ? bareUnit(cost) : unitScale(unit, cost);
  if (scale === null)
    return { error: `"${unit}" is no unit of ${cost}; type e.g. ${example(cost)} or 50 %.` };
  return { limit: value * scale };
}

const inBytes = (cost: CostName): boolean => cost === 'size' || cost === 'memory';

function bareUnit(cost: CostName): number {
  return inBytes(cost) ? 1e6 : 1;
}

function unitScale(unit: string, cost: CostName): number | null {
  if (cost === 'latency') return SECONDS[unit.toLowerCase()] ?? null;
  const suffix = inBytes(cost) ? 'b' : 'bops';
  const bare = unit.toLowerCase().endsWith(suffix) ? unit.slice(0, -suffix.length) : unit;
  const prefix = PREFIX[bare];
  if (prefix === undefined) return null;
  return cost === 'bops' ? prefix / 1e9 : prefix;
}

function example(cost: CostName): string {
  return cost === 'bops' ? '62.3 G' : inBytes(cost) ? '12 MB' : '1.4 ms';
}
