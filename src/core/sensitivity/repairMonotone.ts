import type { Pair } from '../profile/Pair.ts';
import { parsePair } from '../profile/Pair.ts';
import type { AqsEntry, AqsTable, LayerAqs } from './AqsTable.ts';
import { sqnrOf } from './accumulateAqs.ts';

/** One entry that scored worse than a pair with no more bits in either place. */
export interface Repair {
  readonly layer: string;
  readonly pair: string;
  /** The narrower pair that measured better. */
  readonly better: string;
  /** nmse as measured and as repaired; equal where only another distance was repaired. */
  readonly measured: number;
  readonly repaired: number;
}

/** Scores that an entry may lack. */
const optionals = ['histogramKl', 'propagated', 'endToEnd'] as const;

/**
 * Makes every layer's scores monotone: a pair with more bits in both places never scores worse than one with fewer.
 * Running minimum: of itself and of every pair with no more bits in either place a pair takes the least nmse (with that
 * pair's halves) and the least of every other distance. The narrow pair's score is what was measured; the wide pair could
 * do no worse by using the narrow grid. Scores are only ever lowered, so repairing twice changes nothing. Float widths
 * count as wider than any integer width.
 */
export function repairMonotone(table: AqsTable): { table: AqsTable; repairs: Repair[] } {
  const repairs: Repair[] = [];
  const repaired: Record<string, LayerAqs> = {};
  for (const [name, layer] of Object.entries(table)) repaired[name] = repairLayer(layer, repairs);
  return { table: repaired, repairs };
}

function repairLayer(layer: LayerAqs, repairs: Repair[]): LayerAqs {
  const keys = Object.keys(layer.entries);
  const pairs = keys.map(parsePair);
  const entries: Record<string, AqsEntry> = {};
  let changed = false;
  keys.forEach((key, i) => {
    const measured = layer.entries[key]!;
    let best = i;
    let { cosine, maxError } = measured;
    const optional = {
      histogramKl: measured.histogramKl,
      propagated: measured.propagated,
      endToEnd: measured.endToEnd,
    };
    keys.forEach((other, j) => {
      if (!isNarrower(pairs[j]!, pairs[i]!)) return;
      const candidate = layer.entries[other]!;
      if (candidate.nmse < layer.entries[keys[best]!]!.nmse) best = j;
      cosine = Math.min(cosine, candidate.cosine);
      maxError = Math.min(maxError, candidate.maxError);
      for (const name of optionals) optional[name] = least(optional[name], candidate[name]);
    });
    const better = keys[best]!;
    const { nmse, halves } = layer.entries[better]!;
    const same =
      cosine === measured.cosine &&
      maxError === measured.maxError &&
      optionals.every((name) => optional[name] === measured[name]);
    if (best === i && same) {
      entries[key] = measured;
      return;
    }
    changed = true;
    entries[key] = {
      ...measured,
      nmse,
      sqnr: sqnrOf(nmse),
      cosine,
      maxError,
      halves,
      ...Object.fromEntries(Object.entries(optional).filter(([, score]) => score !== undefined)),
      repaired: true,
    };
    repairs.push({ layer: layer.layer, pair: key, better, measured: measured.nmse, repaired: nmse });
  });
  return changed ? { ...layer, entries } : layer;
}

/** The lesser of two scores, of which `a` may be absent; a pair without a score gets none from another. */
function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? a : Math.min(a, b);
}

/** True where `a` has no more bits than `b` in either place. */
export function isNarrower(a: Pair, b: Pair): boolean {
  return (
    precision(a.weightBits, a.weightFloat) <= precision(b.weightBits, b.weightFloat) &&
    precision(a.activationBits, a.activationFloat) <= precision(b.activationBits, b.activationFloat)
  );
}

function precision(bits: number, float: boolean | undefined): number {
  return float ? 1000 + bits : bits;
}
