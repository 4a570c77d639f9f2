import { describe, expect, it } from 'vitest';
import { choiceOfPairs, pairsOfChoice } from '../core/plan/choiceOfPairs.ts';
import { totalOf } from '../core/plan/exactTotals.ts';
import type { Pair } from '../core/profile/Pair.ts';
import { createStudio } from './createStudio.ts';
import { type FakeEngine, fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fakeTruth } from './fixtures/fakeTruth.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { idle } from './fixtures/idle.ts';
import { selectHeldPlan } from './heldPlan.ts';
import { initialDecisions } from './initialState.ts';
import type { LoweringSettings, LoweringState } from './LoweringState.ts';
import type { Studio } from './Studio.ts';
import { selectBusy } from './selectors/selectBusy.ts';
import {
  selectCriterion,
  selectCriterionProblems,
  selectLoweringEvaluations,
  selectPreview,
  selectTrialLayers,
  whyNotLower,
} from './selectors/selectLowering.ts';
import { selectPlan, selectShownPlan } from './selectors/selectPlan.ts';
import { selectUnlimitedProgram } from './selectors/selectProgram.ts';

const decisions = { ...initialDecisions, profileId: fixtureProfile.id };
const limit = 0.2;

async function opened(
  settings: Partial<LoweringSettings> = {},
  engine: FakeEngine = fakeEngine(),
): Promise<Studio> {
  const studio = createStudio(fakeHost(engine), { ...fakeStart, decisions });
  await studio.actions.openSample('fake');
  const { limits } = studio.store.getState().loweringSettings;
  studio.actions.setLoweringSettings({ kind: 'kl', limits: { ...limits, kl: limit }, ...settings });
  await idle(studio);
  return studio;
}

const lowering = ({ store }: Studio): LoweringState => store.getState().lowering!;
const words = (studio: Studio): string[] =>
  lowering(studio).lines.map(({ outcome, move }) => `${outcome} ${move?.group ?? ''}`);
describe('accuracy-driven lowering', () => {
  it('measures every step on the verification images, undoes and freezes what breaks the criterion', async () => {
    const engine = fakeEngine();
    const studio = await opened({ images: 16 }, engine);
    await studio.actions.startLowering();
    const { lines, outcome, present, phase, evaluations, program, frozen, left } = lowering(studio);
    expect(phase).toBe('done');
    expect(left).toBe(0);
    expect(lines[0]).toMatchObject({ step: 0, outcome: 'start', holds: true });
    expect(lines.slice(1).every(({ step }, i) => step === i + 1)).toBe(true);
    for (const { outcome: word, value, holds } of lines.slice(1)) {
      expect(word).toBe(holds ? 'accepted' : 'undone');
      expect(holds).toBe(value <= limit);
    }
    // Every group ends frozen, once, or at its narrowest pair.
    const undone = lines.filter((line) => line.outcome === 'undone').map(({ move }) => move!.group);
    expect(undone.length).toBeGreaterThan(3);
    expect(frozen).toEqual(undone);
    expect(new Set(frozen).size).toBe(frozen.length);
    // The plan in force is the start with the accepted steps, and measures what the list says.
    const pairs = Object.fromEntries(
      program.groups.map(({ id, options }, g) => [id, options[present!.choice[g]!]!]),
    );
    for (const { move, outcome: word } of lines.slice(1))
      if (word === 'accepted')
        expect(pairs[move!.group]!.weightBits).toBeLessThanOrEqual(move!.to.weightBits);
    expect(outcome!.choice).toEqual(present!.choice);
    expect(outcome!.value).toBeCloseTo(fakeTruth(pairsOfChoice(program, present!.choice)), 9);
    expect(outcome!.gap!.total).toBeCloseTo(totalOf(program, present!.choice, 'bops'), 9);
    expect(outcome!.text).toContain('Kept output KL at most 0.2 nats');
    expect(evaluations).toBe(lines.length);
    // And the ILP's plan at the same cost, where it is another.
    expect(engine.evaluations).toHaveLength(lines.length + (outcome!.optimum ? 1 : 0));
    for (const { data, images } of engine.evaluations) expect([data, images]).toEqual(['verification', 16]);
    expect(studio.store.getState().verified).toEqual([]);
  });

  it('measures the steps of the pairs first, once for a search, and orders by them', async () => {
    const engine = fakeEngine();
    const studio = await opened({}, engine);
    const texts: string[] = [];
    engine.beforeStep = () => {
      const { verify } = studio.store.getState().jobs;
      if (verify.state === 'running') texts.push(verify.text ?? '');
    };
    const before = engine.requests.length;
    await studio.actions.stepLowering();
    await studio.actions.stepLowering();
    await studio.actions.continueLowering();
    const asked = engine.requests.slice(before);
    expect(asked).toHaveLength(1);
    expect(new Set(texts)).toEqual(new Set(['Measuring steps']));
    const { program, lines } = lowering(studio);
    expect(Object.keys(asked[0]!.steps!).toSorted()).toEqual(
      program.groups.flatMap(({ layers }) => layers).toSorted(),
    );
    expect(studio.store.getState().decisions.distance).toBe('propagated');
    const places = Object.keys(asked[0]!.steps!);
    const bits = ({ weightBits, activationBits }: Pair): number => 4 ** -weightBits + 4 ** -activationBits;
    for (const { move } of lines) {
      if (!move) continue;
      const { layers } = program.groups[move.index]!;
      const place = layers.reduce((sum, layer) => sum + 1 + places.indexOf(layer), 0) / layers.length;
      // As the fixture has it: half of the images are a tenth worse, a thousandth reaches the output, and steps are half as
      // large again as differences of scores.
      const difference = (1.05 * place * (bits(move.to) - bits(move.from))) / 1000;
      expect(move.stepAqs / difference).toBeCloseTo(1.5, 4);
    }
  });

  it('is cancelled while the steps are measured, and begins anew', async () => {
    const engine = fakeEngine();
    const studio = await opened({}, engine);
    engine.beforeStep = () => studio.actions.cancelLowering();
    await studio.actions.startLowering();
    await idle(studio);
    expect(lowering(studio)).toMatchObject({ phase: 'stopped', lines: [], outcome: null });
    engine.beforeStep = () => undefined;
    await studio.actions.startLowering();
    expect(lowering(studio).phase).toBe('done');
  });

  it('stops at the first failed step where that is wanted', async () => {
    const studio = await opened({ onFail: 'stop' });
    await studio.actions.startLowering();
    const outcomes = lowering(studio).lines.map(({ outcome }) => outcome);
    expect(outcomes.filter((word) => word === 'undone')).toHaveLength(1);
    expect(outcomes.at(-1)).toBe('undone');
  });

  it('shows the plan that is tried and its group, and leaves the plan itself alone', async () => {
    const engine = fakeEngine();
    const studio = await opened({}, engine);
    const { store } = studio;
    const plan = selectPlan(store.getState());
    expect(selectShownPlan(store.getState())).toBe(plan);
    const seen: string[][] = [];
    engine.beforeEvaluateStep = () => {
      const state = store.getState();
      if (seen.push([...selectTrialLayers(state)]) === 8) {
        const { move } = lowering(studio).lines.at(-1)!;
        const preview = selectShownPlan(state);
        expect(preview).toBe(selectPreview(state));
        for (const layer of selectTrialLayers(state)) expect(preview.get(layer)).not.toEqual(plan.get(layer));
        expect(move).toBeDefined();
        expect(selectPlan(state)).toBe(plan);
        studio.actions.pauseLowering();
      }
    };
    await studio.actions.startLowering();
    expect(seen[0]).toEqual([]);
    expect(seen.at(-1)!.length).toBeGreaterThan(0);
    expect(selectTrialLayers(store.getState())).toEqual([]);
    studio.actions.discardLowering();
    expect(selectShownPlan(store.getState())).toBe(plan);
  });

  it('pauses after the plan that is being measured, and goes on to the same end without measuring twice', async () => {
    const whole = fakeEngine();
    const straight = await opened({}, whole);
    await straight.actions.startLowering();

    const engine = fakeEngine();
    const studio = await opened({}, engine);
    engine.beforeEvaluateStep = () => {
      if (engine.evaluations.length === 5) studio.actions.pauseLowering();
    };
    await studio.actions.startLowering();
    expect(lowering(studio)).toMatchObject({ phase: 'paused', evaluations: 5, trying: null, pausing: false });
    expect(selectBusy(studio.store.getState())).toBe(false);
    await studio.actions.stepLowering();
    expect(lowering(studio)).toMatchObject({ phase: 'paused', evaluations: 6 });
    // Others have the engine meanwhile.
    await studio.actions.verify();
    expect(studio.store.getState().verified.length).toBeGreaterThan(0);
    const between = engine.evaluations.length - 6;
    await studio.actions.continueLowering();
    expect(words(studio)).toEqual(words(straight));
    expect(lowering(studio).outcome).toEqual(lowering(straight).outcome);
    expect(engine.evaluations.length - between).toBe(whole.evaluations.length);
  });

  it('leaves its preview and comes back to it; the search itself stays', async () => {
    const studio = await opened();
    const { store, actions } = studio;
    await actions.stepLowering();
    const preview = selectPreview(store.getState());
    expect(preview).not.toBeNull();
    actions.previewLowering(false);
    expect(selectPreview(store.getState())).toBeNull();
    expect(selectShownPlan(store.getState())).toBe(selectPlan(store.getState()));
    expect(lowering(studio)).toMatchObject({ phase: 'paused', evaluations: 1 });
    actions.previewLowering(true);
    expect(selectPreview(store.getState())).toBe(preview);
    // Who goes on with it wants to see it.
    actions.previewLowering(false);
    await actions.stepLowering();
    expect(selectPreview(store.getState())).not.toBeNull();
  });

  it('steps one plan at a time from the start', async () => {
    const studio = await opened();
    for (let lines = 1; lines <= 3; lines++) {
      await studio.actions.stepLowering();
      expect(lowering(studio).lines).toHaveLength(lines);
      expect(lowering(studio).phase).toBe('paused');
    }
  });

  it('keeps what was found when it is cancelled, and says how far that is from the optimum', async () => {
    const engine = fakeEngine();
    const studio = await opened({}, engine);
    engine.beforeEvaluateStep = () => {
      if (engine.evaluations.length === 9) studio.actions.cancelLowering();
    };
    await studio.actions.startLowering();
    await idle(studio);
    const { phase, outcome, lines } = lowering(studio);
    expect(phase).toBe('stopped');
    expect(lines).toHaveLength(8);
    expect(outcome!.holds).toBe(true);
    expect(outcome!.text).toContain('Stopped after 8 plans');
    expect(outcome!.gap!.excess).toBeGreaterThanOrEqual(0);
    studio.actions.takeLowered();
    await idle(studio);
    expect(studio.store.getState().plan!.pairs).toEqual(
      pairsOfChoice(lowering(studio).program, outcome!.choice),
    );
  });

  it('needs a logarithm of evaluations in the fast mode, and as many as it said', async () => {
    const engine = fakeEngine();
    const studio = await opened({ mode: 'fast' }, engine);
    const said = selectLoweringEvaluations(studio.store.getState())!;
    const full = selectLoweringEvaluations({
      ...studio.store.getState(),
      loweringSettings: { ...studio.store.getState().loweringSettings, mode: 'full' },
    })!;
    expect(said).toBe(2 + Math.ceil(Math.log2(full - 1)));
    await studio.actions.startLowering();
    const { outcome, lines } = lowering(studio);
    expect(engine.evaluations.length).toBeLessThanOrEqual(said);
    expect(lines.at(-1)!.prefix).toBeGreaterThan(0);
    expect(outcome!.holds).toBe(true);
  });

  it('raises from the narrowest until the criterion holds', async () => {
    const studio = await opened({ direction: 'raise' });
    await studio.actions.startLowering();
    const { lines, outcome } = lowering(studio);
    expect(lines[0]!.holds).toBe(false);
    expect(lines.slice(0, -1).every(({ holds }) => !holds)).toBe(true);
    expect(lines.at(-1)!.holds).toBe(true);
    expect(outcome!.holds).toBe(true);
  });

  it('says that nothing keeps the criterion, and then has nothing to use', async () => {
    const studio = await opened({
      limits: { ...(await opened()).store.getState().loweringSettings.limits, kl: 1e-9 },
    });
    const before = studio.store.getState().decisions;
    await studio.actions.startLowering();
    expect(lowering(studio)).toMatchObject({ phase: 'done', outcome: { holds: false } });
    expect(lowering(studio).outcome!.text).toMatch(/At the widest pairs it is .* no plan was found/);
    studio.actions.takeLowered();
    expect(studio.store.getState().decisions).toBe(before);
  });
});

describe('its plan', () => {
  it('becomes the plan with budgets that it holds, as one step of undo', async () => {
    const studio = await opened();
    const { store, actions } = studio;
    actions.setBudget('size', 1000);
    await idle(studio);
    const before = store.getState().decisions;
    await actions.startLowering();
    const { outcome, program } = lowering(studio);
    actions.takeLowered();
    await idle(studio);
    const { plan, decisions: now } = store.getState();
    expect(plan!.pairs).toEqual(pairsOfChoice(program, outcome!.choice));
    expect(selectHeldPlan(store.getState())).toBe(plan);
    expect(now.budgets.bops).toBe(totalOf(program, outcome!.choice, 'bops'));
    expect(now.heldPlan!.how).toBe('accuracy-driven lowering: output KL at most 0.2 nats on 40 images');
    expect(selectPreview(store.getState())).toBeNull();
    await actions.verify();
    const verified = store.getState().verified.find(({ pairs }) => pairs === plan!.pairs);
    expect(verified!.verification.images).toBe(40);
    actions.undo();
    await idle(studio);
    expect(store.getState().decisions).toEqual(before);
    expect(selectHeldPlan(store.getState())).toBeNull();
  });

  it('may give way to the ILP’s plan at the same cost, which was measured beside it', async () => {
    const studio = await opened();
    const { store, actions } = studio;
    // Steps are ordered by their MACs, which says little about size.
    actions.setMainBudget('size');
    await idle(studio);
    await actions.startLowering();
    const { outcome, program } = lowering(studio);
    expect(outcome!.optimum!.holds).toBe(true);
    expect(outcome!.gap!.excess).toBeGreaterThan(0);
    actions.takeLowered('optimum');
    await idle(studio);
    const { plan, decisions: now } = store.getState();
    expect(now.heldPlan).toBeNull();
    expect(plan!.objective).toBeLessThanOrEqual(outcome!.gap!.optimum * (1 + 1e-9));
    expect(totalOf(program, choiceOfPairs(program, plan!.pairs)!, 'size')).toBeLessThanOrEqual(
      outcome!.totals.size! * (1 + 1e-9),
    );
  });

  it('is not taken once groups, pins or settings are others', async () => {
    const studio = await opened({ mode: 'fast' });
    const { store, actions } = studio;
    await actions.startLowering();
    const group = lowering(studio).program.groups[0]!.id;
    actions.pin(group, '8/8');
    await idle(studio);
    const before = store.getState().decisions;
    actions.takeLowered();
    expect(store.getState().decisions).toBe(before);
    expect(store.getState().notice?.text).toMatch(/changed since this search began; start it anew/);
  });
});

describe('the smallest budget that keeps the criterion', () => {
  it('is found among measured optima, and becomes the budget', async () => {
    const engine = fakeEngine();
    const studio = await opened({ search: 'smallest', cost: 'bops' }, engine);
    const { store, actions } = studio;
    await actions.startLowering();
    const { lines, outcome, program, phase } = lowering(studio);
    expect(phase).toBe('done');
    expect(lines.length).toBeGreaterThan(3);
    expect(engine.evaluations.length).toBeLessThanOrEqual(16);
    expect(lines.every(({ budget, total }) => total! <= budget! * (1 + 1e-9))).toBe(true);
    const kept = lines.filter(({ holds }) => holds).map(({ total }) => total!);
    expect(outcome!.totals.bops).toBe(Math.min(...kept));
    const before = store.getState().decisions;
    actions.takeLowered();
    await idle(studio);
    const { decisions: now, plan } = store.getState();
    expect(now).toMatchObject({ mainBudget: 'bops', heldPlan: null });
    expect(now.budgets.bops).toBe(outcome!.totals.bops);
    expect(choiceOfPairs(program, plan!.pairs)).toEqual(outcome!.choice);
    actions.undo();
    await idle(studio);
    expect(store.getState().decisions).toEqual(before);
  });

  it('holds the other budgets', async () => {
    const studio = await opened({ search: 'smallest', cost: 'size' });
    const { store, actions } = studio;
    await actions.startLowering();
    expect(lowering(studio)).toMatchObject({ phase: 'done', outcome: null, present: null });
    expect(lowering(studio).note).toMatch(/Without this budget it is .* no plan was found/);
    const bops = 4 * store.getState().decisions.budgets.bops!;
    actions.setBudget('bops', bops);
    await idle(studio);
    await actions.startLowering();
    const { program, present } = lowering(studio);
    expect(present!.holds).toBe(true);
    expect(totalOf(program, present!.choice, 'bops')).toBeLessThanOrEqual(bops * (1 + 1e-9));
    actions.takeLowered();
    expect(store.getState().decisions).toMatchObject({ mainBudget: 'size', budgets: { bops } });
  });
});

describe('one engine', () => {
  it('goes to a measurement first: the search pauses, and continues where it was', async () => {
    const engine = fakeEngine();
    const studio = await opened({}, engine);
    let measuring: Promise<void> | undefined;
    engine.beforeEvaluateStep = () => {
      if (engine.evaluations.length === 4) measuring ??= studio.actions.measure();
    };
    await studio.actions.startLowering();
    await measuring;
    expect(lowering(studio)).toMatchObject({ phase: 'paused', evaluations: 3 });
    expect(lowering(studio).note).toContain('Continue goes on from there');
    expect(studio.store.getState().jobs.measure.state).toBe('done');
    await studio.actions.continueLowering();
    expect(lowering(studio).phase).toBe('done');
  });

  it('is not taken from a verification that runs', async () => {
    const engine = fakeEngine();
    const studio = await opened({}, engine);
    let why: string | null = null;
    engine.beforeEvaluateStep = async () => {
      why = whyNotLower(studio.store.getState());
      await studio.actions.startLowering();
    };
    await studio.actions.verify();
    expect(why).toMatch(/A verification runs on the engine/);
    expect(studio.store.getState()).toMatchObject({ lowering: null, notice: { text: why } });
    expect(studio.store.getState().jobs.verify.state).toBe('done');
  });

  it('may be lost and is made anew', async () => {
    const engine = fakeEngine();
    const studio = await opened({ mode: 'fast' }, engine);
    let lost = false;
    engine.beforeEvaluateStep = () => {
      if (lost || engine.evaluations.length < 3) return;
      lost = true;
      const error = new Error('The engine stopped because the device was lost.');
      error.name = 'EngineLostError';
      throw error;
    };
    await studio.actions.startLowering();
    expect(engine.calls).toContain('restart');
    expect(lowering(studio)).toMatchObject({ phase: 'done', outcome: { holds: true } });
  });

  it('that fails pauses the search with the reason; Continue tries again', async () => {
    const engine = fakeEngine();
    const studio = await opened({ mode: 'fast' }, engine);
    engine.beforeEvaluateStep = () => {
      if (engine.evaluations.length === 3) throw new Error('The network has no output.');
    };
    await studio.actions.startLowering();
    expect(lowering(studio)).toMatchObject({ phase: 'paused', note: 'The network has no output.' });
    engine.beforeEvaluateStep = () => undefined;
    await studio.actions.continueLowering();
    expect(lowering(studio)).toMatchObject({ phase: 'done', note: null });
  });
});

describe('the criterion', () => {
  it('is what the data can answer, where none was chosen', async () => {
    const studio = await opened({ kind: null });
    const { store, actions } = studio;
    expect(selectCriterion(store.getState())).toEqual({ kind: 'drop', limit: 0.01 });
    await actions.useSyntheticData(3);
    await idle(studio);
    expect(selectCriterion(store.getState()).kind).toBe('agreement');
    const problems = selectCriterionProblems(store.getState());
    for (const kind of ['accuracy', 'drop', 'proportion'] as const)
      expect(problems[kind]).toContain('The verification images have no labels');
    expect(problems.kl).toBeNull();
    actions.setLoweringSettings({ kind: 'accuracy' });
    await actions.startLowering();
    expect(store.getState().lowering).toBeNull();
    expect(store.getState().notice?.text).toContain('no labels');
  });

  it('may be the accuracy of labelled images', async () => {
    const studio = await opened({ kind: 'drop', mode: 'fast' });
    await studio.actions.startLowering();
    const { outcome, criterion, lines } = lowering(studio);
    expect(criterion.kind).toBe('drop');
    expect(outcome!.value).toBeLessThanOrEqual(0.01);
    expect(lines.some(({ error }) => error !== null && error > 0)).toBe(true);
  });

  it('needs measured layers', async () => {
    const studio = await opened();
    const state = studio.store.getState();
    expect(selectUnlimitedProgram(state)).not.toBeNull();
    expect(whyNotLower({ ...state, aqs: {} })).toContain('Measure the layers first');
  });
});
