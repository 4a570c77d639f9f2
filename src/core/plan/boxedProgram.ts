import type { MemoryBox } from './MemoryBox.ts';
import type { Program, ProgramGroup } from './Program.ts';

/** The program's plans in a box, the memory budget itself aside. */
export interface BoxedProgram {
  readonly program: Program;
  /** Back to option indexes of the whole program. */
  choiceOf(choice: readonly number[]): readonly number[];
  /** From them; -1 where the option is not in the box. */
  positionsOf(choice: readonly number[]): readonly number[];
}

/** Leaves out the options above the caps. Null when some group has none left. */
export function boxedProgram(program: Program, box: MemoryBox): BoxedProgram | null {
  const { memory: _, budgets, ...rest } = program;
  const { memory: __, ...sums } = budgets;
  const kept: (readonly number[] | null)[] = [];
  let isEmpty = false;
  const groups = program.groups.map((group, g): ProgramGroup => {
    const { options, pin } = group;
    const positions = options.flatMap(({ activationBits }, i) => (activationBits <= box.cap[g]! ? [i] : []));
    if (positions.length === options.length) {
      kept.push(null);
      return group;
    }
    const { pin: ___, ...free } = group;
    const pinned = pin === undefined ? -1 : positions.indexOf(pin);
    if (positions.length === 0 || (pin !== undefined && pinned < 0)) isEmpty = true;
    kept.push(positions);
    const left = positions.map((i) => options[i]!);
    return { ...free, options: left, ...(pinned >= 0 ? { pin: pinned } : {}) };
  });
  if (isEmpty) return null;
  return {
    program: { ...rest, groups, budgets: sums },
    choiceOf: (choice) => choice.map((o, g) => kept[g]?.[o] ?? o),
    positionsOf: (choice) => choice.map((o, g) => (o < 0 ? o : (kept[g]?.indexOf(o) ?? o))),
  };
}
