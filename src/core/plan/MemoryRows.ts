import type { ActivationMemory } from './Program.ts';

/** Tensors of one width: read by the same groups. */
export interface WidthClass {
  readonly bits: number;
  readonly groups: readonly number[];
  /** Classes that some of these groups' readers, and more, read: never narrower than this one. */
  readonly wider: readonly number[];
}

/** One step: bits in memory = fixed + sum of values * width of the class. */
export interface MemoryRow {
  readonly node: string;
  readonly step: number;
  readonly fixed: number;
  readonly classes: readonly number[];
  readonly values: readonly number[];
}

/** Peak activation memory as rows, in bits: whole numbers, so that sums are exact. */
export interface MemoryRows {
  readonly classes: readonly WidthClass[];
  /** Steps that another one exceeds at any choice are gone. */
  readonly rows: readonly MemoryRow[];
}

function bitSet(members: readonly number[]): Uint32Array {
  const words = new Uint32Array((Math.max(-1, ...members) >> 5) + 1);
  for (const m of members) words[m >> 5]! |= 1 << (m & 31);
  return words;
}

function contains(all: Uint32Array, some: Uint32Array): boolean {
  if (some.length > all.length) return false;
  for (let i = 0; i < some.length; i++) if ((some[i]! & ~all[i]!) !== 0) return false;
  return true;
}

function compile({ tensors, steps }: ActivationMemory): MemoryRows {
  const keys = new Map<string, number>();
  const found: { bits: number; groups: readonly number[] }[] = [];
  const classOf = tensors.map(({ bits, groups }) => {
    const sorted = [...new Set(groups)].sort((a, b) => a - b);
    const key = `${bits}:${sorted.join()}`;
    const at = keys.get(key) ?? found.length;
    if (at === found.length) {
      keys.set(key, at);
      found.push({ bits, groups: sorted });
    }
    return at;
  });
  const sets = found.map(({ groups }) => bitSet(groups));
  const classes = found.map(({ bits, groups }, c): WidthClass => {
    const wider = found.flatMap((other, at) => {
      const isWider = at !== c && other.bits >= bits && other.groups.length >= groups.length;
      return isWider && contains(sets[at]!, sets[c]!) ? [at] : [];
    });
    return { bits, groups, wider };
  });
  const all = steps.map(({ node, live }, step): MemoryRow => {
    let fixed = 0;
    const sums = new Map<number, number>();
    for (const t of live) {
      const { values, bits, groups } = tensors[t]!;
      if (groups.length === 0) fixed += values * bits;
      else sums.set(classOf[t]!, (sums.get(classOf[t]!) ?? 0) + values);
    }
    return { node, step, fixed, classes: [...sums.keys()], values: [...sums.values()] };
  });
  const size = (row: MemoryRow): number => row.fixed + row.values.reduce((total, n) => total + n, 0);
  const exceeds = (a: MemoryRow, b: MemoryRow): boolean =>
    a.fixed >= b.fixed &&
    b.classes.every((c, i) => {
      const at = a.classes.indexOf(c);
      return at >= 0 && a.values[at]! >= b.values[i]!;
    });
  const rows: MemoryRow[] = [];
  for (const row of all.toSorted((a, b) => size(b) - size(a) || a.step - b.step)) {
    if (!rows.some((kept) => exceeds(kept, row))) rows.push(row);
  }
  return { classes, rows: rows.sort((a, b) => a.step - b.step) };
}

const known = new WeakMap<ActivationMemory, MemoryRows>();

/** The rows of a program's memory, made once. */
export function memoryRows(memory: ActivationMemory): MemoryRows {
  const made = known.get(memory) ?? compile(memory);
  known.set(memory, made);
  return made;
}

/** Width of each class when the groups read at `bitsOf`. */
export function classWidths({ classes }: MemoryRows, bitsOf: (group: number) => number): number[] {
  return classes.map(({ bits, groups }) => {
    let widest = bits;
    for (const g of groups) widest = Math.max(widest, bitsOf(g));
    return widest;
  });
}

/** Bits in memory at a row. */
export function rowBits(row: MemoryRow, widths: readonly number[]): number {
  let total = row.fixed;
  for (let i = 0; i < row.classes.length; i++) total += row.values[i]! * widths[row.classes[i]!]!;
  return total;
}
