import { describe, expect, it } from 'vitest';
import type { Solver, SolverWishes } from '../core/ports.ts';
import { pairKey } from '../core/profile/Pair.ts';
import { createBackgroundSolver } from '../solver/backgroundSolver.ts';
import { createGlpkSolver } from '../solver/glpkSolver.ts';
import { createStudio } from './createStudio.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { fixtureSolver } from './fixtures/fixtureSolver.ts';
import { initialDecisions } from './initialState.ts';
import { selectBusy } from './selectors/selectBusy.ts';
import { selectGroups } from './selectors/selectGroups.ts';
import { selectProgram } from './selectors/selectProgram.ts';

const decisions = { ...initialDecisions, profileId: fixtureProfile.id };

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setTimeout(resolve, 1));
}

describe('calm', () => {
  it('asks for the plan nearest to the present one, unless the groups are others', async () => {
    const wishes: (SolverWishes | undefined)[] = [];
    const solver: Solver = {
      ...fixtureSolver,
      solve: (program, wish) => {
        wishes.push(wish);
        return fixtureSolver.solve(program);
      },
    };
    const { store, actions } = createStudio(fakeHost(fakeEngine(), solver), { ...fakeStart, decisions });
    const idle = async (): Promise<void> => {
      for (let quiet = 0; quiet < 3; quiet = selectBusy(store.getState()) ? 0 : quiet + 1)
        await new Promise((resolve) => setTimeout(resolve, 0));
    };
    await actions.openSample('fake');
    await idle();
    expect(wishes[0]).toEqual({});
    const { choice } = store.getState().solution!;
    actions.setBudget('bops', store.getState().decisions.budgets.bops! * 0.7);
    await idle();
    expect(wishes.at(-1)).toEqual({ previous: choice });
    const shared = selectGroups(store.getState()).find(({ layers }) =>
      layers.includes('stage1_block1_conv1'),
    )!;
    expect(actions.moveLayers(['stem'], shared.id)).toBe(true);
    await idle();
    expect(wishes.at(-1)).toEqual({});
  });

  it('tells the solver what the user would give for it, asks anew when that changes, and undoes it', async () => {
    const wishes: (SolverWishes | undefined)[] = [];
    const solver: Solver = {
      ...fixtureSolver,
      solve: (program, wish) => {
        wishes.push(wish);
        return fixtureSolver.solve(program);
      },
    };
    const { store, actions } = createStudio(fakeHost(fakeEngine(), solver), { ...fakeStart, decisions });
    await actions.openSample('fake');
    await until(() => !selectBusy(store.getState()));
    const asked = wishes.length;
    actions.setTolerance(0.02);
    await until(() => !selectBusy(store.getState()));
    expect(wishes.length).toBe(asked + 1);
    expect(wishes.at(-1)).toMatchObject({ tolerance: 0.02 });
    actions.setTolerance(7);
    expect(store.getState().decisions.tolerance).toBe(0.02);
    actions.undo();
    expect(store.getState().decisions.tolerance).toBe(0);
    await until(() => !selectBusy(store.getState()));
    expect(wishes.at(-1)).not.toHaveProperty('tolerance');
  });

  it('lets fewer groups change from budget to budget, each plan within the tolerance of the optimum', async () => {
    const exact = await createGlpkSolver();
    const host = { ...fakeHost(fakeEngine(), exact), background: await createBackgroundSolver() };
    const { store, actions } = createStudio(host, { ...fakeStart, decisions });
    await actions.openSample('fake');
    await until(() => store.getState().stairs?.finished === true);
    const start = store.getState().plan!;
    const tolerance = 0.05;
    const changesAlong = async (share: number): Promise<number> => {
      actions.setBudget('bops', start.budgets.bops!);
      actions.setTolerance(share);
      let changes = 0;
      for (let step = 1; step <= 12; step++) {
        const before = store.getState().plan!.pairs;
        actions.setBudget('bops', start.budgets.bops! * (1 - 0.03 * step));
        await until(() => !selectBusy(store.getState()));
        const { plan, solution } = store.getState();
        const optimum = await exact.solve(selectProgram(store.getState())!);
        expect(plan!.objective).toBeLessThanOrEqual(optimum.objective * (1 + share) * (1 + 1e-9));
        expect(solution!.objective * (1 - solution!.gap)).toBeLessThanOrEqual(optimum.objective * (1 + 1e-9));
        expect(plan!.totals.bops).toBeLessThanOrEqual(plan!.budgets.bops! * (1 + 1e-9));
        for (const [layer, pair] of Object.entries(plan!.pairs))
          if (pairKey(pair) !== pairKey(before[layer]!)) changes++;
      }
      return changes;
    };
    const nervous = await changesAlong(0);
    expect(await changesAlong(tolerance)).toBeLessThan(nervous);
  });
});
