import { describe, expect, it } from 'vitest';
import { createBackgroundSolver } from '../solver/backgroundSolver.ts';
import { createGlpkSolver } from '../solver/glpkSolver.ts';
import { createStudio } from './createStudio.ts';
import { selectExplanation } from './explaining.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { initialDecisions } from './initialState.ts';
import { selectBusy } from './selectors/selectBusy.ts';
import { selectGroups } from './selectors/selectGroups.ts';

const decisions = { ...initialDecisions, profileId: fixtureProfile.id };

describe('explaining', () => {
  it('says what decides each group, what comes next, and how a conflict ends', async () => {
    const host = {
      ...fakeHost(fakeEngine(), await createGlpkSolver()),
      background: await createBackgroundSolver(),
    };
    const { store, actions } = createStudio(host, { ...fakeStart, decisions });
    const explained = async () => {
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 5));
        const explanation = selectBusy(store.getState()) ? null : selectExplanation(store.getState());
        if (explanation) return explanation;
      }
    };
    await actions.openSample('fake');
    const { plan } = await explained();
    expect(plan!.groups.map(({ id }) => id)).toEqual(selectGroups(store.getState()).map(({ id }) => id));
    expect(plan!.shadowPrices.bops).toBeGreaterThan(0);
    const up = plan!.next.find(({ direction }) => direction === 'up')!;
    const before = store.getState().solution!;
    actions.setBudget('bops', up.budget);
    expect(selectExplanation(store.getState())).toBeNull();
    await explained();
    expect(store.getState().solution!.objective).toBe(up.sensitivity);
    expect(up.sensitivity).toBeLessThan(before.objective);

    const pinned = selectGroups(store.getState())[2]!.id;
    actions.pin(pinned, '8/8');
    const reasons = (await explained()).plan!;
    expect(reasons.groups.find(({ id }) => id === pinned)?.reason).toBe('pin');
    expect(reasons.pinPrices[pinned]).toBeGreaterThanOrEqual(0);

    actions.setBudget('bops', 1e-9);
    const { conflict } = await explained();
    const nearest = conflict!.relaxations[0]!.nearest!;
    actions.setBudget('bops', nearest);
    await explained();
    expect(store.getState().solution?.status).toBe('optimal');
  });

  it('asks once more where the worker died over it', async () => {
    const background = await createBackgroundSolver();
    let asked = 0;
    const host = {
      ...fakeHost(fakeEngine(), await createGlpkSolver()),
      background: {
        ...background,
        explainPlan: async (...question: Parameters<typeof background.explainPlan>) => {
          if (++asked === 1) throw new Error('A worker stopped.');
          return background.explainPlan(...question);
        },
      },
    };
    const { store, actions } = createStudio(host, { ...fakeStart, decisions });
    await actions.openSample('fake');
    while (!selectExplanation(store.getState())) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(asked).toBe(2);
    expect(selectExplanation(store.getState())!.plan).not.toBeNull();
  });
});
