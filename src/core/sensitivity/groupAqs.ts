import type { Pair } from '../profile/Pair.ts';
import { pairKey } from '../profile/Pair.ts';
import type { AqsEntry, AqsTable, Distance } from './AqsTable.ts';

export type Aggregate = 'sum' | 'mean' | 'max';

/** SQNR beyond this is no loss at all: the widest grid of 16 bits stays well below it. */
const losslessDb = 160;

/**
 * A distance as a score of at least 0 that grows with damage: nmse, cosine and maxError as they are, SQNR as the dB
 * missing to 160 dB.
 */
export function scoreOf(entry: AqsEntry, distance: Distance): number {
  return distance === 'sqnr' ? Math.max(0, losslessDb - entry.sqnr) : entry[distance];
}

/**
 * AQS of a group at one pair: the sum, mean or maximum of its layers' scores; null while one of them is not measured.
 */
export function groupAqs(
  table: AqsTable,
  layers: readonly string[],
  pair: Pair,
  aggregate: Aggregate = 'sum',
  distance: Distance = 'nmse',
): number | null {
  const key = pairKey(pair);
  let sum = 0;
  let most = 0;
  for (const layer of layers) {
    const entry = table[layer]?.entries[key];
    if (!entry) return null;
    const score = scoreOf(entry, distance);
    sum += score;
    most = Math.max(most, score);
  }
  if (aggregate === 'max') return most;
  return aggregate === 'mean' && layers.length > 0 ? sum / layers.length : sum;
}
