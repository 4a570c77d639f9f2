import { fits, meetsBudgets, objectiveOf } from './exactTotals.ts';
import type { Program, Solution } from './Program.ts';
import { narrowestChoice, peakBytes } from './planPeak.ts';

/**
 * The plan of least peak activation memory under the program's other budgets and pins whose total AQS is at most `maxAqs`,
 * and of those the least sensitive; null when there is none. Peaks are whole numbers of bits, so halving the range
 * between what can be had and what cannot ends at the least one: some twenty solves at most, each plan's own peak a
 * better upper end. `optimal` when every solve was.
 */
export function leastMemory(
  program: Program,
  solve: (program: Program) => Solution,
  maxAqs = Number.POSITIVE_INFINITY,
): Solution | null {
  if (!program.memory) return null;
  let solveMs = 0;
  let isProven = true;
  const within = (memory: number | null): Solution | null => {
    const budgets = memory === null ? program.budgets : { ...program.budgets, memory };
    const solution = solve({ ...program, budgets });
    solveMs += solution.solveMs;
    if (solution.status === 'feasible') isProven = false;
    return solution.status !== 'infeasible' && fits(solution.objective, maxAqs) ? solution : null;
  };
  const bitsOf = (solution: Solution): number => Math.round(peakBytes(program, solution.choice) * 8);
  const narrowest = narrowestChoice(program);
  let below = Math.round(peakBytes(program, narrowest) * 8) - 1;
  if (meetsBudgets(program, narrowest) && maxAqs >= objectiveOf(program, narrowest)) {
    const least = within((below + 1) / 8);
    return least && { ...least, solveMs };
  }
  let best = within(null);
  if (!best) return null;
  for (let above = bitsOf(best); above - below > 1; above = bitsOf(best)) {
    const middle = Math.floor((below + above) / 2);
    const found = within(middle / 8);
    if (found) best = found;
    else below = middle;
  }
  // At its own peak it is the least sensitive plan already: the limit it was found at was no smaller.
  return { ...best, status: isProven ? 'optimal' : 'feasible', gap: isProven ? 0 : best.gap, solveMs };
}
