import { fits, meetsBudgets, objectiveOf } from './exactTotals.ts';
import type { Program } from './Program.ts';

/**
 * A plan between an optimum and the present plan: groups go back to their present pairs, those that cost least first, as
 * long as every budget holds and the objective stays within the share `tolerance` of the optimum's. Fast (no search),
 * so not always the nearest such plan: `nearestOptimum` finds that. `previous` may hold -1: that group has no way back.
 */
export function pullBack(
  program: Program,
  optimum: readonly number[],
  previous: readonly number[],
  tolerance: number,
): readonly number[] {
  const limit = objectiveOf(program, optimum) * (1 + tolerance);
  const wanted = previous.every((option, g) => {
    const { options, pin } = program.groups[g]!;
    return options[option] !== undefined && (pin === undefined || pin === option);
  });
  if (wanted && fits(objectiveOf(program, previous), limit) && meetsBudgets(program, previous))
    return previous;
  if (tolerance <= 0) return optimum;
  const loss = (g: number): number => {
    const { options } = program.groups[g]!;
    return options[previous[g]!]!.sensitivity - options[optimum[g]!]!.sensitivity;
  };
  const back = optimum
    .flatMap((option, g) => {
      const { options, pin } = program.groups[g]!;
      return option === previous[g] || pin !== undefined || !options[previous[g]!] ? [] : [g];
    })
    .toSorted((a, b) => loss(a) - loss(b));
  const choice = [...optimum];
  for (const g of back) {
    choice[g] = previous[g]!;
    if (!fits(objectiveOf(program, choice), limit) || !meetsBudgets(program, choice)) choice[g] = optimum[g]!;
  }
  return choice;
}
