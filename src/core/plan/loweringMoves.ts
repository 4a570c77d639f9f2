import type { Aggregate } from './groupAqs.ts';
import type { LoweringInput, LoweringMove } from './Lowering.ts';
import { nextHigher, nextLower } from './pairSteps.ts';
import { pairOf } from './uniformPlans.ts';

/**
 * Keeps a step without any AQS from an infinite quality; small beside every measured AQS. [choice]
 */
export const qualityEps = 1e-9;

/** log(MAC + 1) / (AQS + eps): METHOD section 6. */
export function stepQuality(macs: number, aqs: number): number {
  return Math.log(macs + 1) / (aqs + qualityEps);
}

/** Chooses the next group to lower (or, `raise`, the one to raise). */
export interface MovePicker {
  /** The step of highest quality (raise: of lowest) that `open` allows; null where there is none. */
  readonly best: (
    choice: readonly number[],
    open: (group: number, option: number) => boolean,
  ) => LoweringMove | null;
}

/**
 * Every immediate successor of a group's pair is a candidate (two where weights and input can be lowered separately
 * [choice]). Pinned groups never move. Ties: the first group, then the first option.
 */
export function movePicker(
  { program, macs, stepAqs }: Pick<LoweringInput, 'program' | 'macs' | 'stepAqs'>,
  aggregate: Aggregate,
  direction: 'lower' | 'raise',
): MovePicker {
  const known = program.groups.map(() => new Map<number, readonly LoweringMove[]>());
  const movesOf = (index: number, at: number): readonly LoweringMove[] => {
    const before = known[index]!.get(at);
    if (before) return before;
    const group = program.groups[index]!;
    const total = group.layers.reduce((sum, layer) => sum + macs(layer), 0);
    const next = direction === 'lower' ? nextLower : nextHigher;
    const moves = next(group, at).map((option): LoweringMove => {
      const [from, to] = [pairOf(group.options[at]!), pairOf(group.options[option]!)];
      const [wide, narrow] = direction === 'lower' ? [from, to] : [to, from];
      const aqs = aggregated(
        group.layers.map((layer) => stepAqs(layer, wide, narrow)),
        aggregate,
      );
      const quality = stepQuality(total, aqs);
      return { index, group: group.id, from, to, option, stepAqs: aqs, quality };
    });
    known[index]!.set(at, moves);
    return moves;
  };
  const sign = direction === 'lower' ? 1 : -1;
  return {
    best(choice, open) {
      let best: LoweringMove | null = null;
      program.groups.forEach((group, g) => {
        if (group.pin !== undefined) return;
        for (const move of movesOf(g, choice[g]!)) {
          if (!open(g, move.option)) continue;
          if (!best || sign * (move.quality - best.quality) > 0) best = move;
        }
      });
      return best;
    },
  };
}

function aggregated(values: readonly number[], aggregate: Aggregate): number {
  if (aggregate === 'max') return Math.max(...values);
  const sum = values.reduce((total, value) => total + value, 0);
  return aggregate === 'sum' ? sum : sum / Math.max(1, values.length);
}

/** The steps in the order in which they are taken when none fails. */
export function moveOrder(picker: MovePicker, start: readonly number[]): readonly LoweringMove[] {
  const choice = [...start];
  const order: LoweringMove[] = [];
  for (let move = picker.best(choice, () => true); move; move = picker.best(choice, () => true)) {
    choice[move.index] = move.option;
    order.push(move);
  }
  return order;
}
