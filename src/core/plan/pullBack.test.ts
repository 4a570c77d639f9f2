import { expect, it } from 'vitest';
import { meetsBudgets, objectiveOf } from './exactTotals.ts';
import type { Program } from './Program.ts';
import { pullBack } from './pullBack.ts';

/** Two pairs for each group: wide (0: AQS 1, BOPS 2) and narrow (1: AQS 1 + loss, BOPS 1). */
const program = (losses: readonly number[], bops: number): Program => ({
  groups: losses.map((loss, g) => ({
    id: `g${g}`,
    layers: [`g${g}`],
    options: [
      { weightBits: 8, activationBits: 8, sensitivity: 1, costs: { bops: 2 } },
      { weightBits: 4, activationBits: 4, sensitivity: 1 + loss, costs: { bops: 1 } },
    ],
  })),
  budgets: { bops },
});

it('leaves the present plan where it is as good and still fits', () => {
  const equal = program([1, 1], 3);
  expect(pullBack(equal, [0, 1], [1, 0], 0)).toEqual([1, 0]);
  expect(pullBack(program([1, 2], 3), [1, 0], [0, 1], 0)).toEqual([1, 0]);
});

it('goes back where that is within the tolerance and the budget', () => {
  const loose = program([0.01, 0.02, 3], 6);
  // The optimum is all wide, the present plan all narrow: two groups may stay.
  const calm = pullBack(loose, [0, 0, 0], [1, 1, 1], 0.02);
  expect(calm).toEqual([1, 1, 0]);
  expect(objectiveOf(loose, calm)).toBeLessThanOrEqual(3 * 1.02);
  const tight = program([0.01, 0.02, 0.03], 4);
  const held = pullBack(tight, [1, 1, 0], [0, 0, 1], 0.02);
  expect(meetsBudgets(tight, held)).toBe(true);
});

it('respects pins and pairs that are gone', () => {
  const base = program([0.01, 0.01], 4);
  const pinned = { ...base, groups: base.groups.map((group, g) => (g === 0 ? { ...group, pin: 0 } : group)) };
  expect(pullBack(pinned, [0, 0], [1, 1], 0.1)).toEqual([0, 1]);
  expect(pullBack(base, [0, 0], [-1, 1], 0.1)).toEqual([0, 1]);
});
