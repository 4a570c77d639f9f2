import { type Pair, pairKey } from '../profile/Pair.ts';
import type { Program } from './Program.ts';
import { pairOf } from './uniformPlans.ts';

/**
 * Pairs by layer as a choice of a program: option index by group. Null where the program cannot say it: a layer without a
 * pair, layers of one group at different pairs, a pair that the group does not offer.
 */
export function choiceOfPairs(
  program: Program,
  pairs: Readonly<Record<string, Pair>>,
): readonly number[] | null {
  const choice: number[] = [];
  for (const { layers, options } of program.groups) {
    const keys = new Set(layers.map((layer) => (pairs[layer] ? pairKey(pairs[layer]) : null)));
    const [key] = keys;
    const index = keys.size === 1 ? options.findIndex((option) => pairKey(pairOf(option)) === key) : -1;
    if (index < 0) return null;
    choice.push(index);
  }
  return choice;
}

/** The other way round: layer name -> pair. */
export function pairsOfChoice(program: Program, choice: readonly number[]): Readonly<Record<string, Pair>> {
  return Object.fromEntries(
    program.groups.flatMap(({ layers, options }, g) => {
      const pair = pairOf(options[choice[g]!]!);
      return layers.map((layer) => [layer, pair] as const);
    }),
  );
}
