import { rowPairKey } from '../../core/cost/measuredLatency.ts';
import { factsOf } from '../../core/profile/checkProfile.ts';
import type { Fact, KernelRow, NumberFormat, Profile, ProfileSource } from '../../core/profile/Profile.ts';
import { formatBytes } from '../format/formatBytes.ts';
import { formatDuration } from '../format/formatDuration.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { formatSi, formatThree } from '../format/formatSi.ts';

/** One number of a hardware profile, for people. */
export interface FactRow {
  /** Where it stands in the file: `kernels[0].macs_per_s`. */
  readonly path: string;
  readonly label: string;
  /** With unit; a dash where it is not public. */
  readonly value: string;
  readonly status: Fact['status'];
  /** True for a number that nobody published: assumed, not public, or derived from nothing named. */
  readonly unsourced: boolean;
  readonly note: string;
  readonly source: ProfileSource | null;
}

export function isUnsourced(fact: Fact): boolean {
  return (
    fact.status === 'assumed' ||
    fact.status === 'not_public' ||
    (fact.status === 'derived' && fact.source === undefined)
  );
}

/** Numbers of a profile that nobody published, by status. */
export function countUnsourced(profile: Profile): {
  readonly assumed: number;
  readonly notPublic: number;
  readonly total: number;
} {
  const facts = factsOf(profile).map(({ fact }) => fact);
  return {
    assumed: facts.filter((fact) => fact.status === 'assumed').length,
    notPublic: facts.filter((fact) => fact.status === 'not_public').length,
    total: facts.filter(isUnsourced).length,
  };
}

/** `4,8 int × 8 int or uint`: weight widths, then input widths. */
export function widthsText(row: KernelRow): string {
  const one = ({ bits, type }: NumberFormat): string =>
    `${typeof bits === 'number' ? bits : bits.join(',')} ${type.replaceAll('_', ' ')}`;
  return `${one(row.w)} × ${one(row.a)}`;
}

export const opsText = (ops: readonly string[]): string =>
  ops.map((op) => op.replaceAll('_', ' ')).join(', ');

const speedRule: Readonly<Record<NonNullable<KernelRow['speed_rule']>, string>> = {
  constant: '',
  inverse_product: ' at 1 × 1 bit, divided by w · a',
  inverse_weight_bits: ' at 1 weight bit, divided by w',
  fusion_units: ' at 8/8, times ⌊8/w⌋ · ⌊8/a⌋',
};

/** By the last key of a fact's path: its unit. */
const units: Readonly<Record<string, (value: number) => string>> = {
  clock_hz: (value) => formatSi(value, 'Hz'),
  macs_per_s: (value) => formatSi(value, 'MAC/s'),
  macs_per_cycle: (value) => `${value.toLocaleString('en')} MAC per cycle`,
  capacity_bytes: formatBytes,
  read_bytes_per_s: (value) => formatSi(value, 'B/s'),
  write_bytes_per_s: (value) => formatSi(value, 'B/s'),
  weights_bytes_max: formatBytes,
  peak_activation_bytes_max: formatBytes,
  model_bytes_max: formatBytes,
  op_overhead_s: (value) => formatDuration(value * 1000),
  inference_overhead_s: (value) => formatDuration(value * 1000),
  in: (value) => `${value} channels`,
  out: (value) => `${value} channels`,
  milliseconds: formatDuration,
  bits: (value) => `${value} bits`,
};

const labels: Readonly<Record<string, string>> = {
  clock_hz: 'Clock',
  'memory.limits.weights_bytes_max': 'Most weights',
  'memory.limits.peak_activation_bytes_max': 'Most live activations',
  'memory.limits.model_bytes_max': 'Largest model',
  'latency_model.op_overhead_s': 'Overhead per layer',
  'latency_model.inference_overhead_s': 'Overhead per inference',
  'latency_model.channel_align.in': 'Input channels are padded to multiples of',
  'latency_model.channel_align.out': 'Output channels are padded to multiples of',
  'tensor_rules.bias.bits': 'Bias',
};

const memoryLabel: Readonly<Record<string, string>> = {
  capacity_bytes: 'capacity',
  read_bytes_per_s: 'read speed',
  write_bytes_per_s: 'write speed',
};

function labelOf(profile: Profile, path: string): string {
  const known = labels[path];
  if (known) return known;
  const key = path.split('.').at(-1) ?? path;
  const index = Number(/\[(\d+)\]/.exec(path)?.[1] ?? -1);
  const kernel = path.startsWith('kernels[') ? profile.kernels[index] : undefined;
  if (kernel) {
    const rule = speedRule[kernel.speed_rule ?? 'constant'];
    return `Speed of ${opsText(kernel.ops)}, ${widthsText(kernel)}${rule}`;
  }
  const level = path.startsWith('memory.levels[') ? profile.memory.levels?.[index] : undefined;
  if (level) return `${level.name} ${memoryLabel[key] ?? key}`;
  if (path.startsWith('latency_model.efficiency.'))
    return `Share of peak speed reached, ${key === 'default' ? 'all layers' : opsText([key])}`;
  const row = path.startsWith('latency_model.table[') ? profile.latency_model.table?.[index] : undefined;
  if (row) return `Measured ${row.layer ?? row.shape?.kind.replaceAll('_', ' ')} at ${rowPairKey(row)}`;
  return path;
}

/** Every number of a profile with its unit, status, note and source; the many rows of a measured table last. */
export function factRows(profile: Profile): readonly FactRow[] {
  const inTable = ({ path }: { readonly path: string }): boolean => path.startsWith('latency_model.table[');
  const facts = factsOf(profile);
  const ordered = [...facts.filter((fact) => !inTable(fact)), ...facts.filter(inTable)];
  return ordered.map(({ path, fact }) => {
    const key = path.split('.').at(-1) ?? path;
    const unit = path.startsWith('latency_model.efficiency.') ? formatPercent : (units[key] ?? formatThree);
    return {
      path,
      label: labelOf(profile, path),
      value: fact.value === null ? '–' : unit(fact.value),
      status: fact.status,
      unsourced: isUnsourced(fact),
      note: fact.note ?? '',
      source: fact.source === undefined ? null : (profile.sources[fact.source] ?? null),
    };
  });
}
