import { describe, expect, it } from 'vitest';
import type { Solver } from '../core/ports.ts';
import { createBackgroundSolver } from '../solver/backgroundSolver.ts';
import { createGlpkSolver } from '../solver/glpkSolver.ts';
import { createStudio } from './createStudio.ts';
import { selectExplanation } from './explaining.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { initialDecisions } from './initialState.ts';
import type { Studio } from './Studio.ts';
import { selectBusy } from './selectors/selectBusy.ts';
import { selectGroups } from './selectors/selectGroups.ts';
import { selectStairQuestion } from './selectors/selectStairQuestion.ts';

const exact = await createGlpkSolver();

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

const idle = async ({ store }: Studio): Promise<void> => {
  for (let quiet = 0; quiet < 3; quiet = selectBusy(store.getState()) ? 0 : quiet + 1)
    await new Promise((resolve) => setTimeout(resolve, 0));
};

async function opened(solver: Solver, withBackground: boolean): Promise<Studio> {
  const host = {
    ...fakeHost(fakeEngine(), solver),
    ...(withBackground ? { background: await createBackgroundSolver() } : {}),
  };
  const decisions = { ...initialDecisions, profileId: fixtureProfile.id };
  const studio = createStudio(host, { ...fakeStart, decisions });
  await studio.actions.openSample('fake');
  await idle(studio);
  return studio;
}

/** The least cost of the main budget under an AQS limit, asked of the solver directly. */
async function leastOf({ store }: Studio, maxAqs: number): Promise<number> {
  const { program, cost } = selectStairQuestion(store.getState())!;
  const found = await exact.solve(program, { least: { cost, maxAqs } });
  return found.totals[cost]!;
}

describe('a cost under a limit on total AQS', () => {
  it('starts where the plan stands, is one step of undo, and goes back to the budget', async () => {
    const studio = await opened(exact, false);
    const { store, actions } = studio;
    const before = store.getState();
    actions.setAqsLimit(before.plan!.objective);
    await idle(studio);
    expect(store.getState().plan!.pairs).toEqual(before.plan!.pairs);
    expect(store.getState().decisions.budgets.bops).toBe(before.plan!.totals.bops);
    actions.undo();
    await idle(studio);
    expect(store.getState().decisions).toEqual(before.decisions);
    actions.redo();
    await idle(studio);
    expect(store.getState().decisions.aqsLimit).toBe(before.plan!.objective);
    actions.setAqsLimit(null);
    await idle(studio);
    expect(store.getState().decisions.aqsLimit).toBeNull();
    expect(store.getState().plan!.pairs).toEqual(before.plan!.pairs);
  });

  it('gives the least cost, without the staircase and with it, where no solver is asked', async () => {
    let asked = 0;
    const counting: Solver = {
      ...exact,
      solve: (program, wishes, onAnswer) => {
        asked++;
        return exact.solve(program, wishes, onAnswer);
      },
    };
    const studio = await opened(counting, true);
    const { store, actions } = studio;
    const limit = store.getState().plan!.objective;
    actions.setAqsLimit(limit * 1.31);
    await idle(studio);
    expect(store.getState().plan!.objective).toBeLessThanOrEqual(limit * 1.31);
    expect(store.getState().plan!.totals.bops).toBe(await leastOf(studio, limit * 1.31));
    await until(() => store.getState().stairs?.finished === true);
    let atOnce = 0;
    for (const factor of [0.2, 0.55, 0.9, 1.1, 1.7, 3, 8]) {
      const before = asked;
      actions.setAqsLimit(limit * factor);
      if (asked === before && store.getState().jobs.solve.state === 'done') atOnce++;
      await idle(studio);
      const { plan, solution, decisions } = store.getState();
      expect(solution).toMatchObject({ status: 'optimal', gap: 0 });
      expect(plan!.objective).toBeLessThanOrEqual(limit * factor * (1 + 1e-12));
      const least = await leastOf(studio, limit * factor);
      expect(Math.abs(plan!.totals.bops! / least - 1)).toBeLessThan(1e-12);
      expect(decisions.budgets.bops).toBe(plan!.totals.bops);
    }
    expect(atOnce).toBeGreaterThan(3);
  });

  it('follows a pin to another cost at the same limit', async () => {
    const studio = await opened(exact, false);
    const { store, actions } = studio;
    const limit = store.getState().plan!.objective;
    actions.setAqsLimit(limit);
    await idle(studio);
    const before = store.getState().plan!;
    const narrow = before.groups.find(({ pair }) => pair.weightBits < 8)!;
    actions.pin(narrow.id, '8/8');
    await idle(studio);
    const { plan } = store.getState();
    expect(plan!.objective).toBeLessThanOrEqual(limit);
    expect(plan!.totals.bops).toBeGreaterThan(before.totals.bops!);
    actions.undo();
    await idle(studio);
    expect(store.getState().plan!.totals.bops).toBe(before.totals.bops);
  });

  it('says that no plan is good enough, the nearest limit that can be had, and goes on from there', async () => {
    const studio = await opened(exact, true);
    const { store, actions } = studio;
    const { id } = selectGroups(store.getState())[2]!;
    actions.pin(id, '2/2');
    await idle(studio);
    actions.setAqsLimit(store.getState().plan!.objective * 1e-6);
    await idle(studio);
    const { solution } = store.getState();
    expect(solution?.infeasible).toMatchObject({ budget: 'aqs' });
    await until(() => selectExplanation(store.getState()) !== null);
    const { conflict } = selectExplanation(store.getState())!;
    const way = conflict!.relaxations.find(({ cost }) => cost === 'aqs')!;
    expect(way.nearest).toBe(solution!.infeasible!.nearest);
    actions.setAqsLimit(way.nearest);
    await idle(studio);
    expect(store.getState().solution?.status).toBe('optimal');
    expect(store.getState().plan!.objective).toBeLessThanOrEqual(way.nearest! * (1 + 1e-12));
    actions.setAqsLimit(way.nearest! * 0.5);
    await idle(studio);
    actions.setAqsLimit(null);
    await idle(studio);
    expect(store.getState().solution?.status).toBe('optimal');
  });

  it('takes another cost onto the curve with the old one gone, and ignores moves of the limit that follows', async () => {
    const studio = await opened(exact, false);
    const { store, actions } = studio;
    actions.setAqsLimit(store.getState().plan!.objective * 1.5);
    await idle(studio);
    const { bops } = store.getState().decisions.budgets;
    actions.setBudget('bops', 1e-9);
    actions.setBudget('bops', null);
    expect(store.getState().decisions.budgets).toEqual({ bops });
    actions.setMainBudget('size');
    await idle(studio);
    const { decisions, plan } = store.getState();
    expect(Object.keys(decisions.budgets)).toEqual(['size']);
    expect(decisions.budgets.size).toBe(plan!.totals.size);
    expect(plan!.totals.size).toBe(await leastOf(studio, decisions.aqsLimit!));
  });

  it('is in the exported plan, and comes back with it', async () => {
    const studio = await opened(exact, false);
    const { store, actions } = studio;
    actions.setAqsLimit(store.getState().plan!.objective * 1.2);
    actions.setTolerance(0.01);
    await idle(studio);
    const { decisions, plan } = store.getState();
    const file = actions.exportPlan('json')!;
    expect(JSON.parse(file.text).objective).toEqual({ aqs_limit: decisions.aqsLimit, tolerance: 0.01 });
    const other = await opened(exact, false);
    await other.actions.importPlan(new File([file.text], file.name));
    await idle(other);
    expect(other.store.getState().decisions).toEqual(decisions);
    expect(other.store.getState().plan!.pairs).toEqual(plan!.pairs);
  });
});
