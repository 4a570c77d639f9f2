import { pairKey } from '../profile/Pair.ts';
import type { Plan } from './makePlan.ts';
import type { Program } from './Program.ts';
import { pairOf } from './uniformPlans.ts';

/**
 * The plan as a choice of a program (option index by group; -1 where the group no longer has the pair). Undefined
 * when the groups are others.
 */
export function previousChoice(program: Program, plan: Plan | null): readonly number[] | undefined {
  if (plan?.groups.length !== program.groups.length) return undefined;
  const same = program.groups.every((group, g) => group.id === plan.groups[g]!.id);
  if (!same) return undefined;
  return program.groups.map(({ options }, g) => {
    const key = pairKey(plan.groups[g]!.pair);
    return options.findIndex((option) => pairKey(pairOf(option)) === key);
  });
}
