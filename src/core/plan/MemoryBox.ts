import { withSlack } from './exactTotals.ts';
import { classWidths, type MemoryRows, memoryRows, rowBits } from './MemoryRows.ts';
import type { Program, ProgramGroup } from './Program.ts';

/** A part of the plans: those whose groups read at most at `cap`, among which the tensors of a class need at least `low`. */
export interface MemoryBox {
  /** By class of `MemoryRows`: bits that are set aside for it. */
  readonly low: readonly number[];
  /** By group: the most activation bits that may be chosen. */
  readonly cap: readonly number[];
}

/** The memory budget in bits, with the slack that every budget has. */
export function memoryLimitBits(program: Program): number {
  return withSlack(program.budgets.memory ?? Number.POSITIVE_INFINITY) * 8;
}

const openWidths = ({ options, pin }: ProgramGroup): readonly number[] =>
  (pin === undefined ? options : [options[pin]!]).map((option) => option.activationBits);

/**
 * Caps that every plan within the memory budget holds in this box: with all else at its narrowest, a wider tensor would
 * break the limit at some step. Null when no plan is left.
 */
export function tightenBox(rows: MemoryRows, box: MemoryBox, limitBits: number): MemoryBox | null {
  const low = [...box.low];
  rows.classes.forEach(({ wider }, c) => {
    for (const w of wider) low[w] = Math.max(low[w]!, low[c]!);
  });
  const cap = [...box.cap];
  for (const { fixed, classes, values } of rows.rows) {
    let least = fixed;
    for (let i = 0; i < classes.length; i++) least += values[i]! * low[classes[i]!]!;
    const room = limitBits - least;
    if (!(room >= 0)) return null;
    for (let i = 0; i < classes.length; i++) {
      const c = classes[i]!;
      const most = low[c]! + room / values[i]!;
      for (const g of rows.classes[c]!.groups) if (cap[g]! > most) cap[g] = most;
    }
  }
  const isReachable = rows.classes.every(({ bits, groups }, c) =>
    low[c]! <= bits ? true : groups.some((g) => cap[g]! >= low[c]!),
  );
  return isReachable ? { low, cap } : null;
}

/** All plans that hold the pins and the memory budget, as tight as single tensors allow; null when there is none. */
export function wholeBox(program: Program): MemoryBox | null {
  const rows = memoryRows(program.memory!);
  const widths = program.groups.map(openWidths);
  const least = widths.map((w) => Math.min(...w));
  const box = {
    low: rows.classes.map(({ bits, groups }) => groups.reduce((w, g) => Math.max(w, least[g]!), bits)),
    cap: widths.map((w) => Math.max(...w)),
  };
  return tightenBox(rows, box, memoryLimitBits(program));
}

/** The plans whose tensors are nowhere wider than in a plan that holds the budget: all of them hold it. */
export function widthsBox(program: Program, choice: readonly number[]): MemoryBox {
  const rows = memoryRows(program.memory!);
  const widths = classWidths(rows, (g) => program.groups[g]!.options[choice[g]!]!.activationBits);
  const cap = program.groups.map(() => Number.POSITIVE_INFINITY);
  rows.classes.forEach(({ groups }, c) => {
    for (const g of groups) cap[g] = Math.min(cap[g]!, widths[c]!);
  });
  return { low: rows.classes.map(({ bits }) => bits), cap };
}

const widthsOf = (rows: MemoryRows, { groups }: Program, choice: readonly number[]): readonly number[] =>
  classWidths(rows, (g) => groups[g]!.options[choice[g]!]!.activationBits);

export function holdsMemory(program: Program, choice: readonly number[]): boolean {
  const rows = memoryRows(program.memory!);
  const widths = widthsOf(rows, program, choice);
  const limitBits = memoryLimitBits(program);
  return rows.rows.every((row) => rowBits(row, widths) <= limitBits);
}

/**
 * Splits a box at a choice in it that breaks the memory budget, which is in neither part for good: at the step that it
 * breaks most, the tensors with most to give are narrower than there, or as wide, which takes room from the others of
 * the step. Parts without a plan are left out.
 */
export function splitBox(program: Program, box: MemoryBox, choice: readonly number[]): readonly MemoryBox[] {
  const rows = memoryRows(program.memory!);
  const limitBits = memoryLimitBits(program);
  const widths = widthsOf(rows, program, choice);
  let worst = rows.rows[0]!;
  let most = limitBits;
  for (const row of rows.rows) {
    const bits = rowBits(row, widths);
    if (bits > most) [most, worst] = [bits, row];
  }
  let [at, best] = [-1, 0];
  worst.classes.forEach((c, i) => {
    const excess = worst.values[i]! * (widths[c]! - box.low[c]!);
    if (excess > best) [at, best] = [c, excess];
  });
  // What is set aside breaks the limit by itself: only rounding can leave such a box.
  if (at < 0) return [];
  const width = widths[at]!;
  const capped = new Set(rows.classes[at]!.groups);
  const narrower = {
    low: box.low,
    cap: box.cap.map((c, g) => (capped.has(g) ? Math.min(c, width - 1) : c)),
  };
  const wide = { low: box.low.map((l, c) => (c === at ? width : l)), cap: box.cap };
  return [narrower, wide].flatMap((part) => tightenBox(rows, part, limitBits) ?? []);
}
