import type { Pair } from '../profile/Pair.ts';
import { isNarrower } from '../sensitivity/repairMonotone.ts';
import type { ProgramGroup } from './Program.ts';

/** `a` has no more bits than `b` in either place, and fewer in one. Float widths are wider than any integer width. */
export function isBelow(a: Pair, b: Pair): boolean {
  return isNarrower(a, b) && !isNarrower(b, a);
}

/** Options of a group just below one of them: below it, with none in between. A chain of pairs has one, a grid up to two. */
export function nextLower({ options }: ProgramGroup, from: number): readonly number[] {
  const below = options.flatMap((option, i) => (isBelow(option, options[from]!) ? [i] : []));
  return below.filter((i) => !below.some((j) => isBelow(options[i]!, options[j]!)));
}

/** Options of a group just above one of them. */
export function nextHigher({ options }: ProgramGroup, from: number): readonly number[] {
  const above = options.flatMap((option, i) => (isBelow(options[from]!, option) ? [i] : []));
  return above.filter((i) => !above.some((j) => isBelow(options[j]!, options[i]!)));
}

const bits = ({ weightBits, activationBits }: Pair): number => weightBits * activationBits;

/** Every group at its widest pair (of several that none is above, the one of most weight x activation bits), pins kept. */
export function highestChoice(groups: readonly ProgramGroup[]): readonly number[] {
  return groups.map((group) => extreme(group, (i) => nextHigher(group, i).length === 0, 1));
}

/** Every group at its narrowest pair, pins kept. */
export function lowestChoice(groups: readonly ProgramGroup[]): readonly number[] {
  return groups.map((group) => extreme(group, (i) => nextLower(group, i).length === 0, -1));
}

function extreme({ options, pin }: ProgramGroup, isEnd: (option: number) => boolean, sign: 1 | -1): number {
  if (pin !== undefined) return pin;
  const ends = options.flatMap((_, i) => (isEnd(i) ? [i] : []));
  return ends.toSorted(
    (a, b) =>
      sign * (bits(options[b]!) - bits(options[a]!)) || options[a]!.sensitivity - options[b]!.sensitivity,
  )[0]!;
}
