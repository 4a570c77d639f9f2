import { expect, it } from 'vitest';
import { keepShown } from './keepShown.ts';
import type { Solution } from './Program.ts';

const answer = (objective: number, gap: number, choice: readonly number[]): Solution => ({
  status: gap === 0 ? 'optimal' : 'feasible',
  objective,
  gap,
  choice,
  totals: { bops: choice.length },
  solveMs: 5,
});

it('takes a strictly better plan', () => {
  const better = answer(9, 0, [1, 0]);
  expect(keepShown(answer(10, 0.2, [0, 0]), better)).toBe(better);
  expect(keepShown(null, better)).toBe(better);
});

it('keeps the plan on screen where the newer one is only equal, with the newer proof', () => {
  const shown = answer(10, 0.2, [0, 0]);
  expect(keepShown(shown, answer(10, 0, [1, 1]))).toMatchObject({
    choice: [0, 0],
    status: 'optimal',
    gap: 0,
  });
  expect(keepShown(shown, answer(10 * (1 + 1e-15), 0, [1, 1]))).toMatchObject({ choice: [0, 0] });
  expect(keepShown(shown, answer(10, 0.1, [0, 0]))).toMatchObject({ status: 'feasible', gap: 0.1 });
});

it('keeps a better plan where the newer one is worse for the sake of calm, and says what is proven of it', () => {
  const kept = keepShown(answer(10, 0.2, [0, 0]), answer(12.5, 0.25, [1, 1]));
  expect(kept).toMatchObject({ choice: [0, 0], objective: 10, totals: { bops: 2 } });
  expect(kept.gap).toBeCloseTo(0.0625, 12);
});

it('hands on that there is no plan', () => {
  const none = { ...answer(Number.NaN, 0, []), status: 'infeasible' } as const;
  expect(keepShown(answer(10, 0.2, [0]), none)).toBe(none);
});
