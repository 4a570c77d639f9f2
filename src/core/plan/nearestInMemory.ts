import { boxedProgram } from './boxedProgram.ts';
import { meetsBudgets, withSlack } from './exactTotals.ts';
import { holdsMemory, type MemoryBox, splitBox, wholeBox } from './MemoryBox.ts';
import type { SumsAnswer } from './memorySearch.ts';
import { changes, type Nearest, nearestWithin } from './nearestWithin.ts';
import type { Program } from './Program.ts';

/** Boxes that are looked at before the nearest plan by then is taken. */
const boxLimit = 200;

/**
 * `nearestWithin` under a memory budget. Boxes whose best plan exceeds the limit go; one whose best plan breaks the memory
 * budget is split at that; in the others, where `limit` leaves little, the nearest plan is searched for, and the box
 * split at it if it breaks the budget.
 */
export function nearestInMemory(
  program: Program,
  wanted: readonly number[],
  limit: number,
  known: readonly number[],
  width: number,
  solveSums: (program: Program, cutoff: number) => SumsAnswer,
): Nearest {
  let choice = known;
  let proven = true;
  const whole = wholeBox(program);
  const open: MemoryBox[] = whole ? [whole] : [];
  for (let boxes = 0; open.length > 0; boxes++) {
    if (boxes === boxLimit) return { choice, proven: false };
    const box = open.pop()!;
    const boxed = boxedProgram(program, box);
    if (!boxed) continue;
    const best = solveSums(boxed.program, withSlack(withSlack(limit)));
    if (!best.proven) proven = false;
    if (!best.choice) continue;
    const lightest = boxed.choiceOf(best.choice);
    if (!holdsMemory(program, lightest)) {
      open.push(...splitBox(program, box, lightest));
      continue;
    }
    const fewest = changes(choice, wanted);
    if (fewest === 0) break;
    const found = nearestWithin(boxed.program, boxed.positionsOf(wanted), limit, fewest, null, width);
    if (!found.proven) proven = false;
    if (!found.choice) continue;
    const nearest = boxed.choiceOf(found.choice);
    if (changes(nearest, wanted) >= fewest) continue;
    if (meetsBudgets(program, nearest)) choice = nearest;
    else open.push(...splitBox(program, box, nearest));
  }
  return { choice, proven };
}
