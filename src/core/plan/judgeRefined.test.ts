import { describe, expect, it } from 'vitest';
import { measuredDamage } from './fixtures/smallPlans.ts';
import { howRefined, judgeRefined, plansToJudge, searchImages, withoutFirst } from './judgeRefined.ts';
import type { RefineResult } from './Refinement.ts';

const [start, swapped, narrow] = [
  [0, 1],
  [1, 0],
  [0, 0],
];

/** A search that began with `start` and ended with `after`. */
function resultOf(after: readonly number[], uniform: readonly number[] | null = narrow!): RefineResult {
  const plan = (choice: readonly number[]) => ({ choice, verification: measuredDamage(1) });
  const before = plan(start!);
  const changed = after !== start;
  return {
    kind: 'done',
    before,
    after: changed ? plan(after) : before,
    uniform: uniform && plan(uniform),
    changed,
    evaluations: 3,
    text: '',
  };
}

/** A plan's damage on six images, of which a search may have used the first two. */
function measured(...byImage: readonly number[]) {
  return { ...measuredDamage(byImage.reduce((a, b) => a + b) / byImage.length, byImage), images: 6 };
}

const [bad, good] = [measured(3, 3, 3, 3, 3, 3), measured(1, 1, 1, 1, 1, 1)];

describe('images for a search', () => {
  it('are a third of the verification images where that is what calibration has or more, 128 at most', () => {
    expect(searchImages(4, 40)).toBe(13);
    expect(searchImages(4, 12)).toBe(4);
    expect(searchImages(4, 11)).toBeNull();
    expect(searchImages(16, 1000)).toBe(128);
    expect(searchImages(128, 1e6)).toBe(128);
    expect(searchImages(129, 1e6)).toBeNull();
    expect(searchImages(4, 0)).toBeNull();
    expect(searchImages(0, 1000)).toBeNull();
  });

  it('are left out of what the plan is judged by', () => {
    const verification = measured(9, 9, 1, 2, 3, 4);
    expect(withoutFirst(verification, 2)).toEqual({
      images: 4,
      damage: 2.5,
      // Standard deviation 1.29 of four, over the root of four.
      spread: Math.sqrt(5 / 3) / 2,
    });
    expect(withoutFirst(verification, 0).damage).toBe(28 / 6);
    // What came without its single images is taken whole.
    expect(withoutFirst(measuredDamage(0.5), 2)).toEqual({ images: 4, damage: 0.5, spread: 0 });
  });
});

describe('judging a refinement', () => {
  it('takes what was found where it measures better, and says how it was found', () => {
    const result = resultOf(swapped!);
    expect(plansToJudge(result)).toEqual([start, swapped, narrow]);
    const judgement = judgeRefined(result, [bad, good, bad], 2);
    expect(judgement).toMatchObject({ better: true, best: { choice: swapped, all: 1 } });
    expect(judgement.start.rest).toEqual({ images: 4, damage: 3, spread: 0 });
    expect(howRefined(judgement, ['neighbours', 'swaps', 'context'])).toBe(
      'neighbouring budgets, swap search, AQS under the plan',
    );
  });

  it('takes the best uniform plan where that measures better than both', () => {
    const judgement = judgeRefined(resultOf(swapped!), [bad, measured(2, 2, 2, 2, 2, 2), good], 0);
    expect(judgement).toMatchObject({ better: true, best: { choice: narrow } });
    expect(howRefined(judgement, ['swaps'])).toBe('best uniform plan');
  });

  it('keeps the start unless the other is better on all images and on those that the search did not use', () => {
    // Only what the search saw got better.
    const overfitted = measured(0, 0, 3, 3, 3, 3.5);
    expect(judgeRefined(resultOf(swapped!), [bad, overfitted, bad], 2)).toMatchObject({
      better: false,
      best: { choice: start },
      found: { choice: swapped, rest: { damage: 3.125 } },
    });
    // Judged on everything, the same measurement would do.
    expect(judgeRefined(resultOf(swapped!), [bad, overfitted, bad], 0).better).toBe(true);
    const lopsided = measured(9, 9, 2, 2, 2, 2);
    expect(judgeRefined(resultOf(swapped!), [bad, lopsided, bad], 2).better).toBe(false);
    // Equal is no better, and neither is a number that is none.
    expect(judgeRefined(resultOf(swapped!), [bad, bad, bad], 2).better).toBe(false);
    expect(judgeRefined(resultOf(swapped!), [bad, { ...bad, damage: Number.NaN }, bad], 0).better).toBe(
      false,
    );
  });

  it('is no change where the start itself is the uniform plan, or where nothing was found', () => {
    const same = judgeRefined(resultOf(start!, start), [bad, bad, good], 0);
    expect(same).toMatchObject({ better: false });
    expect(judgeRefined(resultOf(start!, null), [bad, bad], 2)).toMatchObject({
      better: false,
      uniform: null,
      best: { choice: start },
    });
  });
});
