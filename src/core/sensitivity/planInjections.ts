import type { Layer } from '../model/Layer.ts';
import { type Pair, pairKey, parsePair } from '../profile/Pair.ts';
import { type LayerWidths, widthsOf } from '../quantize/Widths.ts';
import type { AqsTable, LayerAqs, Operands } from './AqsTable.ts';
import { baseOf, type Operand, operandBaseAt, operandPair, trustedReach } from './propagatedScores.ts';

/** One forward pass from a layer on, with that layer at a pair. */
export interface Injection {
  readonly layer: string;
  /** The `pairKey`. */
  readonly key: string;
  readonly widths: LayerWidths;
}

export interface InjectionPlan {
  readonly injections: readonly Injection[];
  /** The first so many images run. */
  readonly images: number;
  /** Forward passes of all images that this amounts to. */
  readonly passes: number;
}

/** Forward passes of all images that injections may take. */
export interface InjectionLimit {
  /** For the width nearest to 4 bits of each operand, and the pair of both. */
  readonly first: number;
  /** For these and further widths together. */
  readonly all: number;
}

/**
 * 6 passes, or 400 GMAC where that is more (a small network's passes are cheap, and its errors saturate sooner); further
 * widths only within 20 GMAC. @param macs of one forward pass of one image
 */
export function injectionLimit(macs: number, images: number): InjectionLimit {
  const pass = Math.max(1, macs * images);
  return { first: Math.max(6, 4e11 / pass), all: 2e10 / pass };
}

/** For a machine on which forward passes take minutes: the second order alone, where there is one. */
export const noInjections: InjectionLimit = { first: 0, all: 0 };

/** More images than this make no difference to what an injection says. */
const mostImages = 32;
/** Fewer images than this rank layers by chance. */
const leastImages = 4;
/** Where plans are decided on today's hardware. */
const usualBits = 4;
/** Damage (nats) beyond which a layer is out of question at a pair, whatever the damage really is. */
const decidedBase = 0.1;
/** What a pass costs beside its layers, as a share of them all. */
const passShare = 0.01;

interface Candidate extends Injection {
  /** What the table says of it by now: the larger, the more there is to correct. */
  readonly base: number;
}

/**
 * Which injections to measure so that `propagatedScores` is right where its base alone is not, within `limit`.
 *
 * An operand is injected at a width with its other operand at its widest (`operandPair`). With `reach`: each operand at the
 * width nearest to 4 bits where its reach lies beyond trust, then both operands together where both do, those first that correct most for their cost, as far as the limit goes; then other widths beyond trust. Without: each operand at the width
 * nearest to 4 bits, on fewer images (never less than 4) where that does not fit, then at its widest and narrowest of up to
 * 8 bits. What is known already counts for the limit and is left out.
 * @param layers in topological order, all of the model @param count images of the data
 */
export function planInjections(
  table: AqsTable,
  layers: readonly Layer[],
  count: number,
  limit: InjectionLimit,
  operands: Operands = 'both',
): InjectionPlan {
  const share = sharesBehind(layers);
  const needed: Candidate[] = [];
  const first: Candidate[] = [];
  const both: Candidate[] = [];
  const more: Candidate[] = [];
  for (const { name } of layers) {
    const row = table[name];
    // A table that came scored from a file has nothing to be scored anew from.
    if (!row || isScored(row)) continue;
    const widths = { weights: widthsToInject(row, 'weights'), input: widthsToInject(row, 'input') };
    const asked = new Set<string>();
    const ask = (list: Candidate[], pair: Pair | null): void => {
      const key = pair && pairKey(pair);
      if (!key || asked.has(key)) return;
      asked.add(key);
      list.push({ layer: name, key, widths: widthsOf(pair, operands), base: baseOf(row.entries[key]!) });
    };
    for (const operand of ['weights', 'input'] as const) {
      if (operands !== 'both' && operands !== operand) continue;
      widths[operand].forEach((bits, rank) => {
        const later = rank > 0 || bits !== usualWidth(row, operand);
        ask(later ? more : isDerived(row) ? first : needed, operandPair(row, operand, bits));
      });
    }
    const usual = (['weights', 'input'] as const).every((o) => widths[o][0] === usualWidth(row, o));
    if (operands === 'both' && isDerived(row) && usual) ask(both, pairToInject(row, widths));
  }

  const most = Math.min(count, mostImages);
  const cost = (list: readonly Injection[]): number => list.reduce((n, one) => n + share.get(one.layer)!, 0);
  const all = (cost(needed) * most) / Math.max(1, count);
  const images =
    all <= limit.first ? most : Math.max(Math.min(most, leastImages), Math.floor((most * limit.first) / all));
  const part = images / Math.max(1, count);
  const chosen: Candidate[] = [...needed];
  let used = cost(needed) * part;
  const worth = (one: Candidate): number =>
    Math.min(one.base, decidedBase) / (share.get(one.layer)! + passShare);
  const take = (list: readonly Candidate[], until: number): void => {
    for (const one of list.toSorted((a, b) => worth(b) - worth(a))) {
      const passes = share.get(one.layer)! * part;
      if (used + passes > until) continue;
      used += passes;
      chosen.push(one);
    }
  };
  take(first, limit.first);
  take(both, limit.first);
  take(more, limit.all);
  const missing = chosen.filter((one) => table[one.layer]?.injections?.[one.key] === undefined);
  return {
    injections: missing.map(({ layer, key, widths }) => ({ layer, key, widths })),
    images,
    passes: cost(missing) * part,
  };
}

/** Share of a forward pass that lies behind each layer, itself included. */
function sharesBehind(layers: readonly Layer[]): ReadonlyMap<string, number> {
  const total = layers.reduce((n, layer) => n + layer.macs, 0);
  const share = new Map<string, number>();
  let behind = 0;
  for (const layer of layers.toReversed()) {
    behind += layer.macs;
    share.set(layer.name, total > 0 ? behind / total : 0);
  }
  return share;
}

/** Nearer to the usual width first; of two as near the narrower. */
const nearest = (a: number, b: number): number => Math.abs(a - usualBits) - Math.abs(b - usualBits) || a - b;

/** Of all widths that are offered the one nearest to 4 bits, whether its error is large or not. */
function usualWidth(row: LayerAqs, operand: Operand): number | undefined {
  return offeredBits(row, operand).toSorted(nearest)[0];
}

/** Widest first; float widths are none. */
function offeredBits(row: LayerAqs, operand: Operand): number[] {
  const bits = new Set<number>();
  for (const key of Object.keys(row.entries)) {
    const pair = parsePair(key);
    const float = operand === 'weights' ? pair.weightFloat : pair.activationFloat;
    if (!float) bits.add(operand === 'weights' ? pair.weightBits : pair.activationBits);
  }
  return [...bits].sort((a, b) => b - a);
}

/** Most useful first. */
function widthsToInject(row: LayerAqs, operand: Operand): number[] {
  const offered = offeredBits(row, operand);
  const nearest = (a: number, b: number): number =>
    Math.abs(a - usualBits) - Math.abs(b - usualBits) || a - b;
  if (isDerived(row)) {
    return offered.filter((b) => (operandBaseAt(row, operand, b) ?? 0) > trustedReach).toSorted(nearest);
  }
  const small = offered.filter((b) => b <= 8);
  return unique([usualWidth(row, operand), small[0], small.at(-1)]);
}

/** The pair of both operands' first widths, where the table has it. */
function pairToInject(
  row: LayerAqs,
  { weights: [weightBits], input: [activationBits] }: Readonly<Record<Operand, readonly number[]>>,
): Pair | null {
  if (weightBits === undefined || activationBits === undefined) return null;
  const pair = { weightBits, activationBits };
  return row.entries[pairKey(pair)] ? pair : null;
}

function isDerived({ entries }: LayerAqs): boolean {
  return Object.values(entries).some((entry) => entry.reach !== undefined);
}

function isScored(row: LayerAqs): boolean {
  return (
    !row.injections &&
    !isDerived(row) &&
    Object.values(row.entries).every((entry) => entry.propagated !== undefined)
  );
}

function unique(list: readonly (number | undefined)[]): number[] {
  return [...new Set(list)].filter((b): b is number => b !== undefined);
}
