import { describe, expect, it } from 'vitest';
import type { Solver, SolverWishes } from '../core/ports.ts';
import { createStudio } from './createStudio.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { fixtureSolver } from './fixtures/fixtureSolver.ts';
import { initialDecisions } from './initialState.ts';
import { selectBusy } from './selectors/selectBusy.ts';
import { selectGroups } from './selectors/selectGroups.ts';

const decisions = { ...initialDecisions, profileId: fixtureProfile.id };

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
});
