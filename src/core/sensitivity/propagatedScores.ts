import { type Pair, pairKey, parsePair } from '../profile/Pair.ts';
import type { AqsEntry, AqsTable, LayerAqs } from './AqsTable.ts';
import { isNarrower } from './repairMonotone.ts';

/** Directions of the output that a measurement looks back from, unless told otherwise. */
export const defaultProbes = 5;

/** One of the two that a pair quantizes. */
export type Operand = 'weights' | 'input';

/** Up to this damage (nats) a second-order estimate is taken as it is; larger errors saturate and are measured. */
export const trustedReach = 0.005;

/**
 * Damage at the network's output when one layer alone runs at a pair, predicted for every pair of every layer, as
 * `entries[].propagated`.
 *
 * Each entry has a base: `reach`, the damage to second order, or where the network cannot be derived the local nmse. The base
 * of one operand is that of the pair whose other operand is widest (`operandPair`). Injections of such pairs say what its
 * damage really is; between them, and for `reach` down to `trustedReach`, the law damage(base) is interpolated on logarithms,
 * beyond them it goes on with the slope it had, 0.3 to 1. Beyond trust a pair's damage is what the laws of its two operands add up to, within
 * it the pair's own base in the proportion in which the laws change it; where the pair itself was injected, what that gave.
 * A layer without `reach` and without injections gets no score.
 */
export function propagatedScores(table: AqsTable): AqsTable {
  return Object.fromEntries(Object.entries(table).map(([name, layer]) => [name, scoreLayer(layer)]));
}

function scoreLayer(layer: LayerAqs): LayerAqs {
  const laws = { weights: lawOf(layer, 'weights'), input: lawOf(layer, 'input') };
  if (!laws.weights && !laws.input) return layer;
  const entries: Record<string, AqsEntry> = {};
  const overlap = widestBase(layer);
  for (const [key, entry] of Object.entries(layer.entries)) {
    const pair = parsePair(key);
    const w = operandBase(layer, 'weights', pair);
    const a = operandBase(layer, 'input', pair);
    const damage = (laws.weights ?? identity)(w) + (laws.input ?? identity)(a);
    const base = baseOf(entry);
    // Two operands of no error at all leave none.
    const known = layer.injections?.[key];
    if (known !== undefined) {
      entries[key] = { ...entry, propagated: known };
      continue;
    }
    // The other operand's widest width is in both bases.
    const sum = Math.max(damage / 2, damage - overlap);
    const propagated = w + a > trustedReach ? sum : w + a > 0 ? base * (damage / (w + a)) : base;
    entries[key] = { ...entry, propagated };
  }
  return { ...layer, entries };
}

type Law = (base: number) => number;
const identity: Law = (base) => base;

export function baseOf(entry: AqsEntry): number {
  return entry.reach ?? entry.nmse;
}

/** The base of one operand at the pair's width: that of the pair whose other operand is widest. 0 for a float operand. */
export function operandBase(layer: LayerAqs, operand: Operand, pair: Pair): number {
  if (operand === 'weights' ? pair.weightFloat : pair.activationFloat) return 0;
  const bits = operand === 'weights' ? pair.weightBits : pair.activationBits;
  return operandBaseAt(layer, operand, bits) ?? 0;
}

/** As `operandBase`, by bits; null where no pair of the table has that width. */
export function operandBaseAt(layer: LayerAqs, operand: Operand, bits: number): number | null {
  const pair = operandPair(layer, operand, bits);
  return pair && baseOf(layer.entries[pairKey(pair)]!);
}

/** The pair that stands for one operand at a width: its other operand is as wide as the table has it. Null: no pair has it. */
export function operandPair(layer: LayerAqs, operand: Operand, bits: number): Pair | null {
  let widest = -1;
  let found: Pair | null = null;
  for (const key of Object.keys(layer.entries)) {
    const pair = parsePair(key);
    const mine = operand === 'weights' ? pair.weightBits : pair.activationBits;
    const float = operand === 'weights' ? pair.weightFloat : pair.activationFloat;
    if (float || mine !== bits) continue;
    const otherFloat = operand === 'weights' ? pair.activationFloat : pair.weightFloat;
    const other = (operand === 'weights' ? pair.activationBits : pair.weightBits) + (otherFloat ? 1000 : 0);
    if (other <= widest) continue;
    widest = other;
    found = pair;
  }
  return found;
}

/** The base of the pair that is widest in both places, which no operand's base is below; 0 where there is none. */
function widestBase(layer: LayerAqs): number {
  const pairs = Object.keys(layer.entries).map(parsePair);
  const widest = pairs.find((pair) => pairs.every((other) => isNarrower(other, pair)));
  return widest ? baseOf(layer.entries[pairKey(widest)]!) : 0;
}

/** Damage over base, from the injections of one operand. Null: nothing is known. */
function lawOf(layer: LayerAqs, operand: Operand): Law | null {
  const derived = Object.values(layer.entries).some((entry) => entry.reach !== undefined);
  const points = Object.entries(layer.injections ?? {})
    .flatMap(([key, damage]) => {
      const entry = layer.entries[key];
      const pair = entry && parsePair(key);
      const bits = pair && (operand === 'weights' ? pair.weightBits : pair.activationBits);
      const mine = bits === undefined ? null : operandPair(layer, operand, bits);
      if (!entry || !mine || pairKey(mine) !== key) return [];
      const base = baseOf(entry);
      return base > 0 && damage > 0 ? [{ base, damage }] : [];
    })
    .sort((a, b) => a.base - b.base);
  if (points.length === 0) return derived ? identity : null;
  const first = points[0]!;
  if (derived && first.base > trustedReach) points.unshift({ base: trustedReach, damage: trustedReach });
  return (base) => interpolate(points, base);
}

interface LawPoint {
  readonly base: number;
  readonly damage: number;
}

/** Damage goes on growing with the error, however much it has saturated. */
const leastSlope = 0.3;

/** On logarithms; proportional below the first point, above the last with the slope between the last two, 0.3 to 1. */
function interpolate(points: readonly LawPoint[], base: number): number {
  const first = points[0]!;
  if (base <= 0) return 0;
  if (base <= first.base || points.length === 1) return (first.damage * base) / first.base;
  const above = points.findIndex((point) => point.base >= base);
  const right = points[above === -1 ? points.length - 1 : above]!;
  const left = points[above === -1 ? points.length - 2 : above - 1]!;
  const span = Math.log(right.base / left.base);
  const slope = span > 0 ? Math.log(right.damage / left.damage) / span : 1;
  if (above === -1) return right.damage * (base / right.base) ** Math.min(1, Math.max(leastSlope, slope));
  return left.damage * (base / left.base) ** slope;
}
