import type { Pair } from '../../core/profile/Pair.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import type { AqsTable, Distance } from '../../core/sensitivity/AqsTable.ts';
import type { SensitivityScale } from './sensitivityColour.ts';

const maxDecades = 5;

/**
 * The colour scale of a table: from the 2nd to the 98th per cent of AQS over all layers at pairs of 4 to 8 bits, where
 * plans are made (16 bits are as good as float, 2 bits are broken, and either would flatten all between), rounded out
 * to half decades so that it hardly moves while the table fills, at most five decades. Null without a measured value.
 */
export function sensitivityScale(
  table: AqsTable,
  pairs: readonly Pair[],
  distance: Distance,
): SensitivityScale | null {
  const quantized = pairs.filter((pair) => !(pair.weightFloat && pair.activationFloat));
  const usual = quantized.filter((pair) => bitsOf(pair, Math.min) >= 4 && bitsOf(pair, Math.max) <= 8);
  const keys = new Set((usual.length > 0 ? usual : quantized).map(pairKey));
  const values: number[] = [];
  for (const { entries } of Object.values(table)) {
    for (const key of keys) {
      const entry = entries[key];
      if (!entry) continue;
      const value = distance === 'sqnr' ? -entry.sqnr : (entry[distance] ?? Number.NaN);
      if (Number.isFinite(value) && (distance === 'sqnr' || value > 0)) values.push(value);
    }
  }
  if (values.length === 0) return null;
  values.sort((a, b) => a - b);
  const low = values[Math.floor((values.length - 1) * 0.02)]!;
  const high = values[Math.ceil((values.length - 1) * 0.98)]!;
  if (distance === 'sqnr') {
    const [from, to] = [Math.floor(low / 5) * 5, Math.ceil(high / 5) * 5];
    return { kind: 'linear', low: from, high: to > from ? to : from + 5 };
  }
  const to = Math.ceil(Math.log10(high) * 2 - 1e-9) / 2;
  const from = Math.max(Math.floor(Math.log10(low) * 2 + 1e-9) / 2, to - maxDecades);
  return { kind: 'log', low: 10 ** (to > from ? from : to - 0.5), high: 10 ** to };
}

function bitsOf(pair: Pair, pick: (...bits: number[]) => number): number {
  return pick(pair.weightBits, pair.activationBits);
}
