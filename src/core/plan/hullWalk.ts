import { type HullStep, hullOf, sortedSteps } from './hullSteps.ts';
import type { CostName, Program } from './Program.ts';

const openOptions = (program: Program, g: number): readonly number[] => {
  const { options, pin } = program.groups[g]!;
  return pin === undefined ? options.map((_, i) => i) : [pin];
};

export interface HullWalk {
  /** The cheapest plan: option index by group. */
  readonly start: readonly number[];
  /** Changes to the next supported plan and the next, in option indexes. */
  readonly steps: readonly HullStep[];
}

/** All supported plans of a program over one cost, pins respected, budgets ignored: a start and single changes. */
export function hullWalk(program: Program, cost: CostName): HullWalk {
  const hulls = program.groups.map((group, g) => {
    const open = openOptions(program, g);
    const { start, steps } = hullOf(
      g,
      open.map((i) => group.options[i]!.costs[cost] ?? 0),
      open.map((i) => group.options[i]!.sensitivity),
    );
    return {
      start: open[start]!,
      steps: steps.map((step) => ({ ...step, from: open[step.from]!, to: open[step.to]! })),
    };
  });
  return { start: hulls.map((hull) => hull.start), steps: sortedSteps(hulls) };
}
