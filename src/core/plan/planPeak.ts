import { classWidths, memoryRows, rowBits } from './MemoryRows.ts';
import type { ActivationMemory, PlanPeak, Program } from './Program.ts';

const bitsPerByte = 8;

const bitsAt =
  (program: Program, choice: readonly number[]) =>
  (group: number): number =>
    program.groups[group]!.options[choice[group]!]!.activationBits;

/** Peak activation memory of a choice (option index by group), bytes, exactly; NaN where the program has none. */
export function peakBytes(program: Program, choice: readonly number[]): number {
  if (!program.memory) return Number.NaN;
  return peakBytesAt(program.memory, bitsAt(program, choice));
}

/** Peak bytes when the groups read at `bitsOf`. */
export function peakBytesAt(memory: ActivationMemory, bitsOf: (group: number) => number): number {
  const rows = memoryRows(memory);
  const widths = classWidths(rows, bitsOf);
  let most = 0;
  for (const row of rows.rows) most = Math.max(most, rowBits(row, widths));
  return most / bitsPerByte;
}

/** Where the peak of a choice is and what is in memory there; null where the program has no memory. */
export function planPeak(program: Program, choice: readonly number[]): PlanPeak | null {
  if (!program.memory) return null;
  const { tensors, steps } = program.memory;
  const bitsOf = bitsAt(program, choice);
  const widths = tensors.map(({ bits, groups }) => groups.reduce((w, g) => Math.max(w, bitsOf(g)), bits));
  const totals = steps.map(({ live }) => live.reduce((sum, t) => sum + tensors[t]!.values * widths[t]!, 0));
  const at = totals.indexOf(Math.max(...totals));
  const step = steps[at];
  if (!step) return { bytes: 0, node: '', tensors: [] };
  const live = step.live.map((t) => ({
    name: tensors[t]!.name,
    bits: widths[t]!,
    bytes: (tensors[t]!.values * widths[t]!) / bitsPerByte,
  }));
  return {
    bytes: totals[at]! / bitsPerByte,
    node: step.node,
    tensors: live.toSorted((a, b) => b.bytes - a.bytes),
  };
}

/** Indexes of the groups that read what makes the peak of a choice, those of the largest tensors first. */
export function peakGroups(program: Program, choice: readonly number[]): readonly number[] {
  const peak = planPeak(program, choice);
  if (!peak || !program.memory) return [];
  const byName = new Map(program.memory.tensors.map((tensor) => [tensor.name, tensor]));
  const bitsOf = bitsAt(program, choice);
  const groups = peak.tensors.flatMap(({ name, bits }) =>
    byName.get(name)!.groups.filter((g) => bitsOf(g) === bits),
  );
  return [...new Set(groups)];
}

/** The option of each group that keeps tensors narrowest (pins respected; of equals the least sensitive). */
export function narrowestChoice(program: Program): readonly number[] {
  return program.groups.map(({ options, pin }) => {
    if (pin !== undefined) return pin;
    let best = 0;
    options.forEach((option, i) => {
      const rival = options[best]!;
      const less = option.activationBits - rival.activationBits;
      if (less < 0 || (less === 0 && option.sensitivity < rival.sensitivity)) best = i;
    });
    return best;
  });
}

/** The option of each group that makes tensors widest (pins respected). */
export function widestChoice(program: Program): readonly number[] {
  return program.groups.map(({ options, pin }) => {
    if (pin !== undefined) return pin;
    const widest = Math.max(...options.map((option) => option.activationBits));
    return options.findIndex((option) => option.activationBits === widest);
  });
}
