import { type CoreStates, coreStates, mergeStates } from './CoreStates.ts';
import type { CostName, Program } from './Program.ts';

/**
 * Every non-dominated plan of total AQS over one cost, ascending in cost (option index by group): the whole staircase.
 * Null when some step of the dynamic programme holds more than `limit` partial plans. Ignores budgets; keeps
 * pins. Plans that differ in cost or AQS by rounding only are different plans here.
 */
export function allOptima(
  program: Program,
  cost: CostName,
  limit = 20_000,
): readonly (readonly number[])[] | null {
  let states = coreStates(1, 1);
  states.count = 1;
  const depths: CoreStates[] = [states];
  for (const { options, pin } of program.groups) {
    const open = pin === undefined ? options.map((_, i) => i) : [pin];
    let merged: CoreStates | null = null;
    for (const o of open) {
      const { sensitivity, costs } = options[o]!;
      const shifted = coreStates(states.count, 1);
      shifted.count = states.count;
      for (let i = 0; i < states.count; i++) {
        shifted.loads[0]![i] = states.loads[0]![i]! + (costs[cost] ?? 0);
        shifted.sensitivity[i] = states.sensitivity[i]! + sensitivity;
        shifted.parent[i] = i;
        shifted.position[i] = o;
      }
      merged = merged === null ? shifted : mergeStates(merged, shifted);
      if (merged.count > limit) return null;
    }
    states = merged!;
    depths.push(states);
  }
  return Array.from({ length: states.count }, (_, last) => {
    const choice = program.groups.map(() => 0);
    for (let d = program.groups.length, at = last; d > 0; d--) {
      choice[d - 1] = depths[d]!.position[at]!;
      at = depths[d]!.parent[at]!;
    }
    return choice;
  });
}
