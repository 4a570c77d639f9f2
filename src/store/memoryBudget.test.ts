import { expect, it } from 'vitest';
import type { BackgroundSolver } from '../core/ports.ts';
import { createBackgroundSolver } from '../solver/backgroundSolver.ts';
import { createGlpkSolver } from '../solver/glpkSolver.ts';
import { createStudio } from './createStudio.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { initialDecisions } from './initialState.ts';
import { selectBudgetRanges } from './selectors/selectBudgetRanges.ts';
import { selectBusy } from './selectors/selectBusy.ts';
import { selectFrontier } from './selectors/selectFrontier.ts';
import { selectPeak } from './selectors/selectPeak.ts';
import { selectTotals } from './selectors/selectTotals.ts';

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

it('limits peak memory beside BOPS, names what makes it, and answers along its whole staircase', async () => {
  const solver = await createBackgroundSolver();
  // In a thread of its own it would keep nobody waiting.
  const background: BackgroundSolver = {
    ...solver,
    growStaircase: async () => {
      await new Promise((resolve) => setTimeout(resolve, 0));
      return solver.growStaircase(20);
    },
  };
  const host = { ...fakeHost(fakeEngine(), await createGlpkSolver()), background };
  const decisions = { ...initialDecisions, profileId: fixtureProfile.id };
  const { store, actions } = createStudio(host, { ...fakeStart, decisions });
  await actions.openSample('fake');
  await until(() => !selectBusy(store.getState()) && store.getState().solution !== null);

  const { memory } = selectBudgetRanges(store.getState());
  expect(memory).toMatchObject({ cost: 'memory', available: true, reason: null });
  const free = store.getState().plan!;
  expect(free.totals.memory).toBeGreaterThan(memory.min);
  const limit = (memory.min + free.totals.memory!) / 2;
  actions.setBudget('memory', limit);
  await until(() => !selectBusy(store.getState()));
  const { plan, solution } = store.getState();
  expect(solution?.status).toBe('optimal');
  expect(plan!.totals.memory).toBeLessThanOrEqual(limit);
  expect(plan!.objective).toBeGreaterThan(free.objective);
  expect(selectTotals(store.getState()).find(({ id }) => id === 'plan')?.activationBytes).toBe(
    plan!.totals.memory,
  );
  const peak = selectPeak(store.getState())!;
  expect(peak.bytes).toBe(plan!.totals.memory);
  expect(peak.tensors.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(peak.bytes);

  actions.setMainBudget('memory');
  await until(() => store.getState().stairs?.question.cost === 'memory' && store.getState().stairs!.finished);
  const { stairs } = store.getState();
  expect(stairs!.staircase.complete).toBe(true);
  const curve = selectFrontier(store.getState())!;
  expect(curve.cost).toBe('memory');
  for (const point of [curve.points[0]!, curve.points.at(-1)!]) {
    actions.setBudget('memory', point.cost);
    await until(() => !selectBusy(store.getState()));
    expect(store.getState().plan!.objective).toBeCloseTo(point.sensitivity, 12);
    expect(store.getState().plan!.totals.memory).toBe(point.cost);
  }
  actions.setBudget('memory', curve.points[0]!.cost * 0.99);
  await until(() => store.getState().solution?.status === 'infeasible');
  expect(store.getState().solution!.infeasible).toMatchObject({
    budget: 'memory',
    nearest: curve.points[0]!.cost,
  });
});
