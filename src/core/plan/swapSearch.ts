import { pairKey } from '../profile/Pair.ts';
import { meetsBudgets } from './exactTotals.ts';
import { expectedGain } from './expectedGain.ts';
import type { Program } from './Program.ts';
import { isBelow, nextHigher, nextLower } from './pairSteps.ts';
import { settleChoice } from './settleChoice.ts';

export interface Swap {
  readonly choice: readonly number[];
  /** Groups that it raises and lowers. */
  readonly up: readonly number[];
  readonly down: readonly number[];
  /** Sums of what is predicted to be gained and lost, in AQS. */
  readonly gain: number;
  readonly loss: number;
  readonly text: string;
}

export interface SwapSearch {
  /** The unmeasured swap of highest expected gain; null when there is none left. */
  next(choice: readonly number[], known: (choice: readonly number[]) => boolean): Swap | null;
  /** A swap that did not help: its groups are tried later. */
  failed(swap: Swap): void;
}

/** Standard deviation of log(gain / loss): each prediction is off by a factor of two or so. [choice] */
const uncertainty = 1;

/** What is left of the expected gain for every time that raising (or lowering) the group did not help. [choice] */
const doubt = 1 / 3;

/** Of large networks only so many moves in each direction are combined. */
const mostMoves = 200;

/** Swaps that are settled exactly each time, best first by a rough score. */
const settledAtOnce = 120;

/** Of those that do not fit or are known, at most so many are passed over. */
const triedAtOnce = 1000;

interface Move {
  readonly group: number;
  readonly option: number;
  readonly amount: number;
}

/**
 * Raises one group and lowers another within the budgets, then settles what is left. Ordered by the gain to expect when
 * predictions are uncertain, less for every time that moving one of the groups that way failed. Raising alone is tried too.
 */
export function swapSearch(program: Program): SwapSearch {
  const failures = { up: program.groups.map(() => 0), down: program.groups.map(() => 0) };
  /** Of several groups that move one way, the one that failed most counts. */
  const trust = ({ up, down }: Pick<Swap, 'up' | 'down'>): number => {
    const most = (groups: readonly number[], way: 'up' | 'down'): number =>
      Math.max(0, ...groups.map((g) => failures[way][g]!));
    return doubt ** (most(up, 'up') + most(down, 'down'));
  };
  const aqs = (g: number, option: number): number => program.groups[g]!.options[option]!.sensitivity;

  const movesFrom = (choice: readonly number[], direction: 'up' | 'down'): readonly Move[] =>
    program.groups.flatMap((group, g) => {
      if (group.pin !== undefined) return [];
      const next = direction === 'up' ? nextHigher : nextLower;
      return next(group, choice[g]!).map((option) => ({
        group: g,
        option,
        amount: Math.abs(aqs(g, option) - aqs(g, choice[g]!)),
      }));
    });

  return {
    next(choice, known) {
      const ups = movesFrom(choice, 'up').toSorted((a, b) => b.amount - a.amount);
      const downs = movesFrom(choice, 'down').toSorted((a, b) => a.amount - b.amount);
      const rough = ups.slice(0, mostMoves).flatMap((up) =>
        [null, ...downs.slice(0, mostMoves)].flatMap((down) => {
          if (down?.group === up.group) return [];
          const moved = { up: [up.group], down: down ? [down.group] : [] };
          const score = trust(moved) * expectedGain(up.amount, down?.amount ?? 0, uncertainty);
          return score > 0 ? [{ up, down, score }] : [];
        }),
      );
      rough.sort((a, b) => b.score - a.score);
      let best: { swap: Swap; score: number } | null = null;
      let settled = 0;
      for (const { up, down } of rough.slice(0, triedAtOnce)) {
        if (best && settled >= settledAtOnce) break;
        const swap = settle(choice, up, down);
        if (!swap || known(swap.choice)) continue;
        settled++;
        const score = trust(swap) * expectedGain(swap.gain, swap.loss, uncertainty);
        if (!best || score > best.score) best = { swap, score };
      }
      return best?.swap ?? null;
    },
    failed({ up, down }) {
      for (const g of up) failures.up[g]!++;
      for (const g of down) failures.down[g]!++;
    },
  };

  function settle(choice: readonly number[], up: Move, down: Move | null): Swap | null {
    const changed = choice.with(up.group, up.option);
    const kept = new Set([up.group]);
    if (down) {
      changed[down.group] = down.option;
      kept.add(down.group);
    }
    const settled = settleChoice(program, changed, kept);
    if (!settled || !meetsBudgets(program, settled)) return null;
    let [gain, loss] = [0, 0];
    const parts: string[] = [];
    const moved = { up: [] as number[], down: [] as number[] };
    settled.forEach((option, g) => {
      const from = choice[g]!;
      if (option === from) return;
      const more = aqs(g, option) - aqs(g, from);
      if (more > 0) loss += more;
      else gain -= more;
      const { id, options } = program.groups[g]!;
      moved[isBelow(options[from]!, options[option]!) ? 'up' : 'down'].push(g);
      parts.push(`${id} ${pairKey(options[from]!)} → ${pairKey(options[option]!)}`);
    });
    return { choice: settled, ...moved, gain, loss, text: parts.join(', ') };
  }
}
