import type { LayerKind } from '../model/Layer.ts';
import type { Pair } from '../profile/Pair.ts';
import type { Fact, KernelRow, Profile } from '../profile/Profile.ts';
import { kernelsFor, samePair } from '../profile/pairsFor.ts';

/** A number, or the sentence that says which fact is missing. */
export type Known = { readonly value: number } | { readonly missing: string };

/** How a row's speed changes with the widths (see `KernelRow.speed_rule`). */
export function speedFactor(row: KernelRow, pair: Pair): number {
  switch (row.speed_rule ?? 'constant') {
    case 'inverse_product':
      return 1 / (pair.weightBits * pair.activationBits);
    case 'inverse_weight_bits':
      return 1 / pair.weightBits;
    case 'fusion_units':
      return Math.floor(8 / pair.weightBits) * Math.floor(8 / pair.activationBits);
    case 'constant':
      return 1;
  }
}

const because = (fact: Fact | undefined): string =>
  fact?.status === 'not_public' ? 'is not public' : 'is not given in the profile';

/** Peak dense MAC/s of a kind of layer at a pair. */
export function kernelSpeed(profile: Profile, kind: LayerKind, pair: Pair): Known {
  const found = kernelsFor(profile, kind).find((k) => samePair(k.pair, pair));
  const what = `${kind.replace('_', ' ')} at ${pair.weightBits}/${pair.activationBits}`;
  if (!found) return { missing: `${profile.name} does not run ${what}.` };
  const { row } = found;
  const factor = speedFactor(row, pair);
  if (row.macs_per_s?.value != null) return { value: row.macs_per_s.value * factor };
  if (row.macs_per_cycle?.value != null) {
    const clock = profile.clock_hz?.value;
    if (clock == null) {
      return { missing: `Latency needs the clock of ${profile.name}, which ${because(profile.clock_hz)}.` };
    }
    return { value: row.macs_per_cycle.value * clock * factor };
  }
  const fact = row.macs_per_s ?? row.macs_per_cycle;
  return { missing: `Latency needs the MAC/s of ${profile.name} for ${what}, which ${because(fact)}.` };
}

/** Bytes per second of the memory that holds what does not fit on chip: DRAM, else flash, host link, on-chip memory. */
export function memoryBandwidth(profile: Profile): Known {
  const levels = profile.memory.levels ?? [];
  for (const role of ['dram', 'flash', 'host_link', 'on_chip'] as const) {
    for (const level of levels.filter((l) => l.role === role)) {
      if (level.read_bytes_per_s?.value != null) return { value: level.read_bytes_per_s.value };
    }
  }
  const fact = levels.find((level) => level.read_bytes_per_s)?.read_bytes_per_s;
  return { missing: `Latency needs the memory bandwidth of ${profile.name}, which ${because(fact)}.` };
}
