import type { Group } from '../groups/Group.ts';
import { type Pair, pairKey } from '../profile/Pair.ts';
import type { AqsEntry, AqsTable, Distance } from '../sensitivity/AqsTable.ts';

/** How a group's AQS is made of its layers'. */
export type Aggregate = 'sum' | 'mean' | 'max';

/**
 * The number of an entry that is minimized: `sqnr` (dB, more is better) enters as the error share 10^(-dB/10). Null where the
 * entry was not measured for that score.
 */
export function scoreOf(entry: AqsEntry, distance: Distance): number | null {
  return distance === 'sqnr' ? 10 ** (-entry.sqnr / 10) : (entry[distance] ?? null);
}

/** Float pairs of 16 bits and more are references: where they are not measured they cost nothing. */
function isReference(pair: Pair): boolean {
  const wide = (bits: number, float: boolean | undefined): boolean => bits >= 16 && float === true;
  return wide(pair.weightBits, pair.weightFloat) && wide(pair.activationBits, pair.activationFloat);
}

/** Score of one layer at one pair; null when it is not measured. */
export function layerAqs(table: AqsTable, layer: string, pair: Pair, distance: Distance): number | null {
  const entry = table[layer]?.entries[pairKey(pair)];
  if (entry) return scoreOf(entry, distance);
  return isReference(pair) ? 0 : null;
}

/** AQS of a group at a pair; null when one of its layers is not measured there. */
export function groupAqs(
  table: AqsTable,
  group: Pick<Group, 'layers'>,
  pair: Pair,
  distance: Distance,
  aggregate: Aggregate,
): number | null {
  const scores = group.layers.map((layer) => layerAqs(table, layer, pair, distance));
  if (scores.some((score) => score === null)) return null;
  const known = scores as number[];
  if (aggregate === 'max') return Math.max(...known);
  const sum = known.reduce((total, score) => total + score, 0);
  return aggregate === 'mean' ? sum / known.length : sum;
}
