import type { Program } from '../plan/Program.ts';
import { type Widths, widthsOf } from '../quantize/Widths.ts';
import type { Operands } from '../sensitivity/AqsTable.ts';

/** What every layer of a plan is quantized to: the trial that verifies it. @param choice option index by group */
export function planWidths(program: Program, choice: readonly number[], operands: Operands = 'both'): Widths {
  return Object.fromEntries(
    program.groups.flatMap((group, g) => {
      const widths = widthsOf(group.options[choice[g]!]!, operands);
      return group.layers.map((layer) => [layer, widths] as const);
    }),
  );
}
