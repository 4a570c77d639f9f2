import type { GLPK } from 'glpk.js/node';
import { type MemoryProgress, memorySearch, type SumsAnswer } from '../core/plan/memorySearch.ts';
import type { Program } from '../core/plan/Program.ts';
import { reduceProgram } from '../core/plan/reduceProgram.ts';
import { askGlpk, type Found, findSums, startsOf } from './findSums.ts';
import type { SolveOptions } from './SolveOptions.ts';

/** Exact answers to programs without memory, for searches that split a program with it into such. */
export function sumsSolver(
  glpk: GLPK,
  { previous: _, ...options }: SolveOptions,
): (program: Program, cutoff: number) => SumsAnswer {
  return (program, cutoff) => {
    let found: Found = { status: 'unknown', choice: [], lower: 0 };
    for (const next of findSums(glpk, program, options, cutoff)) found = next;
    const proven = found.status === 'optimal' || found.status === 'infeasible';
    return { choice: found.choice.length > 0 ? found.choice : null, lower: found.lower, proven };
  };
}

/** Boxes of the memory search that are looked at before GLPK is asked the whole question. */
const boxLimit = 60;

/**
 * With a memory budget: the search over tensors' widths, GLPK where that grows too large, the search on where
 * GLPK fails, until the time is up.
 */
export function* findWithinMemory(glpk: GLPK, program: Program, options: SolveOptions): Generator<Found> {
  const { timeLimitS = 10, coreWidth, now = () => performance.now() } = options;
  const end = now() + timeLimitS * 1000;
  const solveSums = sumsSolver(glpk, options);
  const isAlone = coreWidth === 0;
  let known: readonly number[] | null = null;
  let asked = false;
  let last: MemoryProgress | null = null;
  for (const at of memorySearch(program, solveSums, startsOf(program, options))) {
    last = at;
    if (at.complete || now() > end) break;
    if (at.choice && at.choice !== known) {
      known = at.choice;
      yield { status: 'feasible', choice: known, lower: at.lower };
    }
    if (asked || (at.boxes < boxLimit && !isAlone)) continue;
    asked = true;
    const reduction = reduceProgram(program, known ? [known] : []);
    const answer = reduction && askGlpk(glpk, program, reduction, timeLimitS);
    if (!answer) continue;
    yield { ...answer, lower: Math.max(answer.lower, at.lower) };
    return;
  }
  if (!last) return;
  const { choice, lower, complete } = last;
  if (choice) yield { status: complete ? 'optimal' : 'feasible', choice, lower };
  else yield { status: complete ? 'infeasible' : 'unknown', choice: [], lower };
}
