import { pairKey } from '../profile/Pair.ts';
import type { Program } from './Program.ts';
import { pairOf } from './uniformPlans.ts';

/** Damage at the network's output: layer name -> pair key -> damage, with the rest of the network at a plan. */
export type DamagesUnderPlan = ReadonlyMap<string, ReadonlyMap<string, number>>;

/**
 * The program with every option scored by what it costs in the company of a plan: damage with only that layer at the option's
 * pair, summed over the group's layers, above the group's best option. Damages are of the whole network, so only their
 * differences count. Throws an Error where one is missing.
 */
export function contextProgram(program: Program, damages: DamagesUnderPlan): Program {
  return {
    ...program,
    groups: program.groups.map((group) => {
      const scores = group.options.map((option) =>
        group.layers.reduce((sum, layer) => {
          const damage = damages.get(layer)?.get(pairKey(pairOf(option)));
          if (damage === undefined)
            throw new Error(
              `Layer "${layer}" was not measured at ${pairKey(pairOf(option))} under the plan.`,
            );
          return sum + damage;
        }, 0),
      );
      const least = Math.min(...scores);
      return {
        ...group,
        options: group.options.map((option, o) => ({ ...option, sensitivity: scores[o]! - least })),
      };
    }),
  };
}
