import { describe, expect, it } from 'vitest';
import { choiceOfPairs } from '../core/plan/choiceOfPairs.ts';
import { meetsBudgets } from '../core/plan/exactTotals.ts';
import type { Profile } from '../core/profile/Profile.ts';
import { createStudio } from './createStudio.ts';
import { fakeDamage, fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { idle } from './fixtures/idle.ts';
import { selectHeldPlan } from './heldPlan.ts';
import { initialDecisions } from './initialState.ts';
import { readPermalink, writePermalink } from './permalink.ts';
import type { Studio } from './Studio.ts';
import { selectProgram } from './selectors/selectProgram.ts';

/** Few pairs, so that a search is soon through. */
const profile: Profile = {
  ...fixtureProfile,
  id: 'four-eight',
  kernels: fixtureProfile.kernels.map((kernel) => ({
    ...kernel,
    w: { ...kernel.w, bits: [4, 8] },
    a: { ...kernel.a, bits: [4, 8] },
  })),
};
const decisions = { ...initialDecisions, profileId: profile.id };

/** The scores hold the last layer for harmless; in truth it decides. */
async function misled(engine = fakeEngine()): Promise<Studio> {
  engine.damage = (widths) => fakeDamage(widths) + 1e3 * fakeDamage({ first: widths.stem ?? {} });
  const studio = createStudio(fakeHost(engine), {
    ...fakeStart,
    profiles: { [profile.id]: profile },
    decisions,
  });
  await studio.actions.openSample('fake');
  await idle(studio);
  // The plain score: from here on the only forward passes are those of verification.
  studio.actions.setDistance('nmse');
  await idle(studio);
  engine.evaluations.length = 0;
  return studio;
}

describe('refine', () => {
  it('makes the plan that measures better the plan, as one step of undo, with a way back to the optimum', async () => {
    const engine = fakeEngine();
    const studio = await misled(engine);
    const { store, actions } = studio;
    const optimum = store.getState().plan!;
    await actions.refine(['swaps']);
    const { plan, refinement, decisions: now, jobs } = store.getState();
    expect(jobs.verify).toEqual({ state: 'done' });
    expect(refinement?.result).toMatchObject({ found: true, better: true });
    expect(refinement!.result!.after.damage).toBeLessThan(refinement!.result!.before.damage);
    expect(refinement!.tries.filter(({ accepted }) => accepted).length).toBeGreaterThan(0);
    expect(now.heldPlan?.how).toBe('swap search');
    expect(plan).not.toBe(optimum);
    expect(plan).toBe(selectHeldPlan(store.getState()));
    expect(plan!.status).toBe('feasible');
    expect(plan!.objective).toBeGreaterThanOrEqual(optimum.objective);
    const program = selectProgram(store.getState())!;
    expect(meetsBudgets(program, choiceOfPairs(program, plan!.pairs)!)).toBe(true);
    // Tried on the calibration images, judged on the others.
    expect(engine.evaluations.filter(({ data }) => data === 'verification').length).toBeLessThanOrEqual(3);
    expect(engine.evaluations.filter(({ data }) => data === 'calibration').length).toBe(
      refinement!.result!.evaluations,
    );

    actions.undo();
    expect(store.getState().plan!.pairs).toEqual(optimum.pairs);
    actions.redo();
    expect(store.getState().plan!.pairs).toEqual(plan!.pairs);
    actions.dropHeldPlan();
    expect(store.getState().plan!.pairs).toEqual(optimum.pairs);
  });

  it('holds until a budget or another decision changes, and again when that is undone', async () => {
    const studio = await misled();
    const { store, actions } = studio;
    await actions.refine(['swaps']);
    const refined = store.getState().plan!;
    actions.setBudget('bops', store.getState().decisions.budgets.bops! * 0.8);
    await idle(studio);
    expect(selectHeldPlan(store.getState())).toBeNull();
    expect(store.getState().plan!.objective).toBe(store.getState().solution!.objective);
    actions.undo();
    await idle(studio);
    expect(store.getState().plan!.pairs).toEqual(refined.pairs);
    // A link brings it back; it holds no measurement.
    const { decisions: shared } = store.getState();
    const link = readPermalink(writePermalink({ sha256: 'f', decisions: shared }));
    expect(link?.decisions).toEqual(shared);
    expect(selectHeldPlan({ ...store.getState(), decisions: link!.decisions })?.pairs).toEqual(refined.pairs);
    const odd = { ...shared, heldPlan: { ...shared.heldPlan!, pairs: { a: 8 } } } as never;
    expect(readPermalink(writePermalink({ sha256: 'f', decisions: odd }))).toBeNull();
  });

  it('goes into a file and comes back as the plan', async () => {
    const studio = await misled();
    await studio.actions.refine(['swaps']);
    const refined = studio.store.getState().plan!;
    const { text } = studio.actions.exportPlan('json')!;
    expect(JSON.parse(text)).toMatchObject({ refined: 'swap search', solver: { status: 'feasible' } });
    studio.actions.dropHeldPlan();
    await studio.actions.importPlan(new File([text], 'refined.json'));
    await idle(studio);
    expect(studio.store.getState().plan!.pairs).toEqual(refined.pairs);
    expect(selectHeldPlan(studio.store.getState())).not.toBeNull();
  });

  it('keeps the start when what was found measures no better on the verification data', async () => {
    const engine = fakeEngine();
    const studio = await misled(engine);
    const onCalibration = engine.damage;
    const before = studio.store.getState().plan!;
    const start = Object.values(before.pairs).map(({ weightBits, activationBits }) => [
      weightBits,
      activationBits,
    ]);
    engine.damage = (widths, role) => {
      if (role === 'calibration') return onCalibration(widths, role);
      const bits = Object.values(widths).map(({ weights, input }) => [weights, input]);
      return JSON.stringify(bits) === JSON.stringify(start) ? 0.001 : 1;
    };
    await studio.actions.refine(['swaps']);
    const { plan, refinement, decisions: now } = studio.store.getState();
    expect(refinement?.result).toMatchObject({ found: true, better: false });
    expect(refinement!.result!.after.damage).toBeGreaterThan(refinement!.result!.before.damage);
    expect(plan).toBe(before);
    expect(now.heldPlan).toBeNull();
  });

  it('searches on a part of many verification images, and judges on the others', async () => {
    const engine = fakeEngine();
    const studio = await misled(engine);
    studio.actions.setMeasureSettings({ images: 4 });
    await idle(studio);
    engine.evaluations.length = 0;
    await studio.actions.refine(['swaps']);
    const { refinement } = studio.store.getState();
    expect(refinement?.searched).toBe(13);
    expect(refinement?.result).toMatchObject({ better: true, before: { images: 27 }, after: { images: 27 } });
    expect(engine.evaluations.every(({ data }) => data === 'verification')).toBe(true);
    expect(engine.evaluations.filter(({ images }) => images === 13)).toHaveLength(
      refinement!.result!.evaluations,
    );
    // One image in two does a tenth more damage than the other.
    const { before } = refinement!.result!;
    const start = studio.store.getState().verified[0]!.verification;
    expect(before.damage / start.damage).toBeCloseTo(1, 2);
    expect(before.damage).not.toBe(start.damage);
  });

  it('tries the optimum of other scores of the output that are measured', async () => {
    const studio = await misled();
    studio.actions.setDistance('endToEnd');
    await studio.actions.measure();
    await idle(studio);
    studio.actions.setDistance('nmse');
    await idle(studio);
    await studio.actions.refine(['neighbours']);
    const { tries, result } = studio.store.getState().refinement!;
    expect(tries.find(({ text }) => text === 'solved with end-to-end AQS')?.accepted).toBe(true);
    expect(result).toMatchObject({ found: true, better: true });
  });

  it('measures every layer again under the plan and solves again', async () => {
    const engine = fakeEngine();
    const studio = await misled(engine);
    await studio.actions.refine(['context']);
    const { refinement, decisions: now } = studio.store.getState();
    const rounds = engine.evaluations.filter(({ base }) => base !== undefined);
    expect(rounds.length).toBeGreaterThan(0);
    // Every layer at each of the four pairs.
    expect(rounds[0]!.trials).toHaveLength(4 * Object.keys(studio.store.getState().plan!.pairs).length);
    expect(refinement?.result).toMatchObject({ found: true, better: true });
    expect(now.heldPlan?.how).toBe('AQS under the plan');
  });

  it('ends when a decision changes meanwhile, and says so', async () => {
    const engine = fakeEngine();
    const studio = await misled(engine);
    const { store, actions } = studio;
    engine.beforeEvaluateStep = () => {
      if (engine.evaluations.length === 4) actions.setDistance('cosine');
    };
    await actions.refine(['neighbours', 'swaps']);
    await idle(studio);
    expect(store.getState().jobs.verify).toMatchObject({
      state: 'failed',
      message: expect.stringContaining('another decision changed'),
    });
    expect(store.getState().decisions.heldPlan).toBeNull();
    expect(store.getState().jobs.solve).toEqual({ state: 'done' });
  });
});
