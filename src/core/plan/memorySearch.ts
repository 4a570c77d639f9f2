import { boxedProgram } from './boxedProgram.ts';
import { fits, meetsBudgets, objectiveOf } from './exactTotals.ts';
import { holdsMemory, type MemoryBox, splitBox, wholeBox } from './MemoryBox.ts';
import type { Program } from './Program.ts';

/** An exact answer to a program without memory: the best plan below a cutoff, or that there is none. */
export interface SumsAnswer {
  /** Null: no plan is better than the cutoff. */
  readonly choice: readonly number[] | null;
  /** Proven: no plan is better. */
  readonly lower: number;
  /** The choice is the optimum. */
  readonly proven: boolean;
}

export interface MemoryProgress {
  /** Best plan known that holds every budget, and its objective. */
  readonly choice: readonly number[] | null;
  readonly upper: number;
  /** Proven: no plan has a smaller objective. */
  readonly lower: number;
  readonly boxes: number;
  /** Nothing is left to look at. */
  readonly complete: boolean;
}

interface Branch {
  readonly box: MemoryBox;
  /** Best plan of the box under the other budgets, which breaks the memory budget. */
  readonly choice: readonly number[];
  readonly value: number;
}

/**
 * The optimum under a memory budget by branch and bound over the tensors' widths. Each box is solved exactly without the
 * memory budget; where its plan breaks that one, the box is split. Boxes are taken best first, after one dive that finds
 * a plan early. Yields before each split; `complete` ends it.
 */
export function* memorySearch(
  program: Program,
  solveSums: (program: Program, cutoff: number) => SumsAnswer,
  starts: readonly (readonly number[])[] = [],
): Generator<MemoryProgress> {
  let choice: readonly number[] | null = null;
  let upper = Number.POSITIVE_INFINITY;
  let unproven = Number.POSITIVE_INFINITY;
  let boxes = 0;
  const open: Branch[] = [];
  const offer = (found: readonly number[]): void => {
    const objective = objectiveOf(program, found);
    if (objective < upper && meetsBudgets(program, found)) [choice, upper] = [found, objective];
  };
  for (const start of starts) offer(start);

  const look = (box: MemoryBox | null): Branch | null => {
    const boxed = box && boxedProgram(program, box);
    if (!boxed) return null;
    boxes++;
    const answer = solveSums(boxed.program, upper);
    if (!answer.proven) unproven = Math.min(unproven, answer.lower);
    if (!answer.choice) return null;
    const found = boxed.choiceOf(answer.choice);
    const value = objectiveOf(program, found);
    if (holdsMemory(program, found)) {
      offer(found);
      return null;
    }
    return value < upper ? { box, choice: found, value } : null;
  };
  const progress = (complete: boolean): MemoryProgress => {
    const rest = open.reduce((least, { value }) => Math.min(least, value), unproven);
    return { choice, upper, lower: Math.min(upper, rest), boxes, complete };
  };

  let next = look(wholeBox(program));
  while (next) {
    open.push(next);
    yield progress(false);
    open.pop();
    const children = splitBox(program, next.box, next.choice).flatMap((part) => look(part) ?? []);
    children.sort((a, b) => a.value - b.value);
    const dive: Branch | undefined = choice === null ? children.shift() : undefined;
    open.push(...children);
    if (dive) next = dive;
    else {
      const at = leastOf(open, upper);
      next = at < 0 ? null : open.splice(at, 1)[0]!;
    }
  }
  yield progress(fits(upper, unproven) || unproven === Number.POSITIVE_INFINITY);
}

/** Index of the branch of least value; those that cannot be better go. -1: none is left. */
function leastOf(open: Branch[], upper: number): number {
  let at = -1;
  for (let i = open.length - 1; i >= 0; i--) {
    if (open[i]!.value >= upper) {
      open.splice(i, 1);
      if (at >= 0) at--;
    } else if (at < 0 || open[i]!.value < open[at]!.value) at = i;
  }
  return at;
}
