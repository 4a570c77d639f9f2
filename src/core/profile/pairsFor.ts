import type { LayerKind } from '../model/Layer.ts';
import { type Pair, pairKey } from './Pair.ts';
import type { KernelRow, NumberFormat, Profile } from './Profile.ts';

/** One kernel row narrowed to one pair. */
export interface KernelPair {
  readonly pair: Pair;
  readonly row: KernelRow;
}

const widths = (format: NumberFormat): readonly number[] =>
  typeof format.bits === 'number' ? [format.bits] : format.bits;
const isFloat = (format: NumberFormat): boolean => format.type === 'float' || format.type === 'bfloat';

const ascending = (a: Pair, b: Pair): number =>
  a.weightBits - b.weightBits ||
  a.activationBits - b.activationBits ||
  Number(a.weightFloat ?? false) - Number(b.weightFloat ?? false) ||
  Number(a.activationFloat ?? false) - Number(b.activationFloat ?? false);

export function samePair(a: Pair, b: Pair): boolean {
  return ascending(a, b) === 0;
}

function findKernels(profile: Profile, kind: LayerKind): readonly KernelPair[] {
  const found = new Map<string, KernelPair>();
  for (const row of profile.kernels) {
    if (!row.ops.includes(kind)) continue;
    for (const weightBits of widths(row.w)) {
      for (const activationBits of widths(row.a)) {
        const pair: Pair = {
          weightBits,
          activationBits,
          ...(isFloat(row.w) ? { weightFloat: true } : {}),
          ...(isFloat(row.a) ? { activationFloat: true } : {}),
        };
        const key = pairKey(pair);
        if (!found.has(key)) found.set(key, { pair, row });
      }
    }
  }
  return [...found.values()].sort((a, b) => ascending(a.pair, b.pair));
}

/** Profiles are never changed in place, and costs ask for their kernels once per layer and pair. */
const known = new WeakMap<Profile, Map<LayerKind, readonly KernelPair[]>>();

/** Every pair with its kernel row for one kind of layer, ascending; where two rows give a pair, the first counts. */
export function kernelsFor(profile: Profile, kind: LayerKind): readonly KernelPair[] {
  const kinds = known.get(profile) ?? new Map<LayerKind, readonly KernelPair[]>();
  known.set(profile, kinds);
  const kernels = kinds.get(kind) ?? findKernels(profile, kind);
  kinds.set(kind, kernels);
  return kernels;
}

/** Pairs the hardware runs for a kind of layer, ascending in weight then activation bits; empty: not supported. */
export function pairsFor(profile: Profile, kind: LayerKind): readonly Pair[] {
  return kernelsFor(profile, kind).map((k) => k.pair);
}
