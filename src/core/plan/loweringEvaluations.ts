import type { LoweringOptions } from './Lowering.ts';
import type { ProgramGroup } from './Program.ts';
import { highestChoice, lowestChoice, nextHigher, nextLower } from './pairSteps.ts';

/** Most steps that groups can take from a choice to their narrowest (raise: widest) pairs; pinned ones take none. */
export function stepsLeft(
  groups: readonly ProgramGroup[],
  choice: readonly number[],
  direction: 'lower' | 'raise',
  isFrozen: (group: number) => boolean = () => false,
): number {
  return groups.reduce(
    (total, group, g) =>
      total + (group.pin !== undefined || isFrozen(g) ? 0 : longestPath(group, choice[g]!, direction)),
    0,
  );
}

function longestPath(group: ProgramGroup, from: number, direction: 'lower' | 'raise'): number {
  const known = new Map<number, number>();
  const next = direction === 'lower' ? nextLower : nextHigher;
  const length = (option: number): number => {
    const before = known.get(option);
    if (before !== undefined) return before;
    const found = Math.max(0, ...next(group, option).map((other) => 1 + length(other)));
    known.set(option, found);
    return found;
  };
  return length(from);
}

/** Evaluations that `lowerPlan` makes at most, its start counted. */
export function loweringEvaluations(
  groups: readonly ProgramGroup[],
  { mode = 'full', reverse = false, onFail = 'freeze' }: LoweringOptions,
): number {
  const start = reverse ? lowestChoice(groups) : highestChoice(groups);
  const steps = stepsLeft(groups, start, reverse ? 'raise' : 'lower');
  const halving = Math.ceil(Math.log2(steps + 1));
  if (mode === 'fast' || (mode === 'fast-then-full' && reverse)) return 1 + halving;
  // A barred pair costs an evaluation of its own.
  const full =
    onFail === 'freeze-step' && !reverse
      ? groups.reduce((sum, { options, pin }) => sum + (pin === undefined ? options.length - 1 : 0), 0)
      : steps;
  return 1 + full + (mode === 'fast-then-full' ? halving : 0);
}
