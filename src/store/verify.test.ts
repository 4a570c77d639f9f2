import { describe, expect, it } from 'vitest';
import { createStudio } from './createStudio.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fakeTruth } from './fixtures/fakeTruth.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { idle } from './fixtures/idle.ts';
import { initialDecisions } from './initialState.ts';
import type { Studio } from './Studio.ts';
import { selectMeasuredPoints, selectVerifyRows } from './selectors/selectVerifyRows.ts';
import { planKey } from './VerifiedPlan.ts';

const decisions = { ...initialDecisions, profileId: fixtureProfile.id };

async function opened(engine = fakeEngine()): Promise<Studio> {
  const studio = createStudio(fakeHost(engine), { ...fakeStart, decisions });
  await studio.actions.openSample('fake');
  await idle(studio);
  // The plain score: from here on the only forward passes are those of verification.
  studio.actions.setDistance('nmse');
  await idle(studio);
  engine.evaluations.length = 0;
  return studio;
}

function rowOf({ store }: Studio, label: string) {
  return selectVerifyRows(store.getState()).find((row) => row.label === label);
}

const picture = (name: string, content = name): File => new File([content], name, { type: 'image/png' });
const pictures = (count: number): File[] => Array.from({ length: count }, (_, i) => picture(`p${i}.png`));

describe('verification data', () => {
  it('of a sample are its held-out set, given to the engine only when a plan is verified', async () => {
    const engine = fakeEngine();
    const { store, actions } = await opened(engine);
    expect(store.getState().verificationData).toMatchObject({
      kind: 'images',
      count: 40,
      available: 40,
      labelled: 40,
      own: false,
    });
    expect(engine.calls.filter((call) => call.endsWith('verification'))).toEqual([]);
    await actions.verify();
    expect(engine.calls.filter((call) => call.endsWith('verification'))).toEqual([
      'setPictures verification',
      'preprocess verification',
    ]);
    expect(new Set(engine.evaluations.map(({ data }) => data))).toEqual(new Set(['verification']));
  });

  it('of the user are every third of six images or more; none of five', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    await studio.actions.addData(pictures(8));
    await idle(studio);
    expect(studio.store.getState().data).toMatchObject({ count: 6 });
    expect(studio.store.getState().verificationData).toMatchObject({
      count: 2,
      origin: 'every third of 8 pictures',
    });
    const given: string[] = [];
    const { addImage } = engine;
    engine.addImage = (name, bytes, role) => {
      given.push(`${role} ${name}`);
      return addImage(name, bytes, role);
    };
    await studio.actions.verify();
    expect(given).toEqual(['verification p2.png', 'verification p5.png']);

    await studio.actions.addData(pictures(5));
    await idle(studio);
    const { data, verificationData, verified } = studio.store.getState();
    expect(data?.count).toBe(5);
    expect(verificationData).toBeNull();
    await studio.actions.verify();
    expect(studio.store.getState().verified).toBe(verified);
    expect(studio.store.getState().notice?.text).toContain('There are no verification data');
  });

  it('held out or not is the user’s choice', async () => {
    const studio = await opened();
    await studio.actions.addData(pictures(9));
    await idle(studio);
    studio.actions.setVerifySettings({ holdOut: false });
    await idle(studio);
    expect(studio.store.getState().data?.count).toBe(9);
    expect(studio.store.getState().verificationData).toBeNull();
    studio.actions.setVerifySettings({ holdOut: true });
    await idle(studio);
    expect(studio.store.getState().data?.count).toBe(6);
    expect(studio.store.getState().verificationData?.count).toBe(3);
  });

  it('of the user’s own take the place of those held out, with labels from a file', async () => {
    const studio = await opened();
    await studio.actions.addData(pictures(6));
    await idle(studio);
    const labels = new File(['file,class\nv0.png,0\nv1.png,1 7\n'], 'labels.csv');
    await studio.actions.addVerificationData([
      picture('v1.png'),
      labels,
      picture('v0.png'),
      picture('v2.png'),
    ]);
    await idle(studio);
    expect(studio.store.getState().verificationData).toMatchObject({ count: 3, labelled: 2, own: true });
    await studio.actions.verify();
    const [head] = rowOf(studio, 'PLAN')!.measured!.verification.heads;
    expect(head).toMatchObject({ labelled: 2, floatAccuracy: 1 });
    studio.actions.useHeldOutData();
    expect(studio.store.getState().verificationData).toMatchObject({ count: 2, own: false });
  });

  it('are never those of calibration: shared pictures are left out and named', async () => {
    const studio = await opened();
    await studio.actions.addData([picture('a.png'), picture('b.png')]);
    await idle(studio);
    await studio.actions.addVerificationData([picture('renamed.png', 'a.png'), picture('new.png')]);
    await idle(studio);
    expect(studio.store.getState().verificationData).toMatchObject({ count: 1, own: true });
    expect(studio.store.getState().notice?.text).toBe(
      '1 of 2 pictures are calibration data too and were left out of verification.',
    );
    await studio.actions.addVerificationData([picture('b.png')]);
    await idle(studio);
    expect(studio.store.getState().notice?.text).toBe(
      'This picture is calibration data: verification needs others.',
    );
    // And the other way round.
    await studio.actions.addData([picture('new.png'), picture('c.png')]);
    await idle(studio);
    expect(studio.store.getState().verificationData).toBeNull();
    expect(studio.store.getState().notice?.text).toContain('are among the new calibration data');
  });

  it('of made-up input are made up from another seed', async () => {
    const studio = await opened();
    await studio.actions.useSyntheticData(3);
    await idle(studio);
    expect(studio.store.getState().verificationData).toMatchObject({ kind: 'synthetic', count: 32 });
    expect(studio.store.getState().verificationData?.name).not.toBe(studio.store.getState().data?.name);
  });
});

describe('verify', () => {
  it('measures the plan, the uniform plans that hold its budget, and float as the reference', async () => {
    const studio = await opened();
    expect(rowOf(studio, 'PLAN')!.measured).toBeNull();
    await studio.actions.verify();
    const rows = selectVerifyRows(studio.store.getState());
    expect(rows.map(({ kind }) => kind)).toEqual(['float', 'plan', 'uniform', 'uniform', 'uniform']);
    const { plan, decisions: now } = studio.store.getState();
    for (const row of rows.slice(1)) {
      expect(row.measured!.verification.damage).toBeCloseTo(fakeTruth(row.pairs!), 9);
      expect(row.totals.gbops).toBeLessThanOrEqual(now.budgets.bops! * (1 + 1e-9));
    }
    expect(rows[1]!.predicted).toBeCloseTo(plan!.objective, 12);
    expect(rows[0]!.measured!.verification.heads[0]).toMatchObject({ floatAccuracy: 1 });
    expect(rows[1]!.measured).toMatchObject({ data: { count: 40 }, ranges: { count: 32 } });
    expect(studio.store.getState().jobs.verify).toEqual({ state: 'done' });
  });

  it('knows a plan again at once, whatever way leads back to it', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    await studio.actions.verify();
    const measured = engine.evaluations.length;
    const first = rowOf(studio, 'PLAN')!.measured;
    studio.actions.setBudget('bops', studio.store.getState().decisions.budgets.bops! * 0.8);
    await idle(studio);
    expect(rowOf(studio, 'PLAN')!.measured).toBeNull();
    studio.actions.undo();
    await idle(studio);
    expect(rowOf(studio, 'PLAN')!.measured).toBe(first);
    await studio.actions.verify();
    expect(engine.evaluations).toHaveLength(measured);
  });

  it('keeps what was measured when it is cancelled', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    engine.beforeEvaluateStep = () => {
      if (engine.evaluations.length === 3) studio.actions.cancel('verify');
    };
    await studio.actions.verify();
    expect(studio.store.getState().jobs.verify).toEqual({ state: 'idle' });
    expect(studio.store.getState().verified).toHaveLength(2);
    expect(engine.calls.at(-1)).toBe('endEvaluate');
    engine.beforeEvaluateStep = () => undefined;
    await studio.actions.verify();
    expect(studio.store.getState().verified).toHaveLength(4);
  });

  it('survives a lost engine: both data are given again, with half the images at once', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    let lost = false;
    engine.beforeEvaluateStep = (step) => {
      if (lost || step < 1) return;
      lost = true;
      const error = new Error('The engine stopped because the device was lost.');
      error.name = 'EngineLostError';
      throw error;
    };
    engine.calls.length = 0;
    await studio.actions.verify();
    expect(studio.store.getState().jobs.verify).toEqual({ state: 'done' });
    const again = engine.calls.slice(engine.calls.indexOf('restart'));
    expect(again.filter((call) => /load|preprocess/.test(call))).toEqual([
      'load',
      'preprocess',
      'preprocess verification',
    ]);
    expect(engine.evaluations.at(-1)?.batchSize).toBe(8);
    expect(rowOf(studio, 'PLAN')!.measured!.verification.images).toBe(40);
  });

  it('shows what was measured with other settings as stale, and no longer counts on it', async () => {
    const studio = await opened();
    await studio.actions.verify();
    expect(selectMeasuredPoints(studio.store.getState())).toHaveLength(4);
    const { quantizer } = studio.store.getState().measureSettings;
    studio.actions.setMeasureSettings({
      quantizer: { ...quantizer, activations: { ...quantizer.activations, range: 'mse' } },
    });
    expect(rowOf(studio, 'PLAN')).toMatchObject({ stale: true });
    expect(selectMeasuredPoints(studio.store.getState())).toEqual([]);
    await studio.actions.verify();
    expect(rowOf(studio, 'PLAN')).toMatchObject({ stale: false });
  });

  it('gives way to a measurement, and is refused while one runs', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    let started: Promise<void> | undefined;
    engine.beforeEvaluateStep = () => {
      started ??= studio.actions.measure();
    };
    await studio.actions.verify();
    await started;
    expect(studio.store.getState().jobs).toMatchObject({
      verify: { state: 'idle' },
      measure: { state: 'done' },
    });
    let refused = '';
    engine.beforeStep = async () => {
      await studio.actions.verify();
      refused = studio.store.getState().notice?.text ?? '';
    };
    await studio.actions.measure();
    expect(refused).toBe('Something else runs on the engine: verify when it is through.');
  });

  it('says what failed', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    engine.beforeEvaluateStep = () => {
      throw new Error('The network has no output.');
    };
    await studio.actions.verify();
    expect(studio.store.getState().jobs.verify).toEqual({
      state: 'failed',
      message: 'The network has no output.',
    });
  });

  it('measures the curve from its cheapest to its dearest plan', async () => {
    const studio = await opened();
    await studio.actions.verifyCurve(5);
    const points = selectMeasuredPoints(studio.store.getState());
    expect(points).toHaveLength(5);
    const bops = points.map(({ totals }) => totals.gbops);
    expect(bops).toEqual([...bops].sort((a, b) => a - b));
    expect(points[0]!.damage).toBeGreaterThan(points.at(-1)!.damage);
  });
});

describe('kept plans', () => {
  it('are named, measured with the rest, and removed', async () => {
    const studio = await opened();
    const { store, actions } = studio;
    actions.keepPlan();
    actions.keepPlan('twice');
    const first = store.getState().plan!.pairs;
    actions.setBudget('bops', store.getState().decisions.budgets.bops! * 0.7);
    await idle(studio);
    actions.keepPlan(' narrow ');
    expect(store.getState().kept.map(({ name }) => name)).toEqual(['Plan A', 'narrow']);
    await actions.verify();
    expect(rowOf(studio, 'Plan A')).toMatchObject({ kind: 'kept', id: planKey(first) });
    expect(rowOf(studio, 'Plan A')!.measured!.verification.damage).toBeCloseTo(fakeTruth(first), 9);
    actions.renameKept(planKey(first), 'half');
    actions.removeKept(rowOf(studio, 'narrow')!.id);
    expect(store.getState().kept.map(({ name }) => name)).toEqual(['half']);
    actions.closeModel();
    expect(store.getState()).toMatchObject({ kept: [], verified: [], verificationData: null });
  });
});

describe('files', () => {
  it('carry what the plan measured, and show it again without counting it as measured here', async () => {
    const studio = await opened();
    await studio.actions.verify();
    const text = studio.actions.exportPlan('json')!.text;
    expect(JSON.parse(text).verification).toMatchObject({
      data: { kind: 'images', count: 40 },
      images: 40,
      heads: [{ kind: 'classes', float_accuracy: 1 }],
    });
    const damage = rowOf(studio, 'PLAN')!.measured!.verification.damage;

    const other = await opened();
    await other.actions.importPlan(new File([text], 'a.plan.json'));
    await idle(other);
    const row = rowOf(other, 'PLAN')!;
    expect(row).toMatchObject({ stale: true, measured: { file: 'a.plan.json' } });
    expect(row.measured!.verification.damage).toBe(damage);
    expect(selectMeasuredPoints(other.store.getState())).toEqual([]);
    await other.actions.verify();
    expect(rowOf(other, 'PLAN')).toMatchObject({ stale: false });
    expect(rowOf(other, 'PLAN')!.measured!.file).toBeUndefined();
  });

  it('of a plan that was not verified say nothing', async () => {
    const studio = await opened();
    expect(JSON.parse(studio.actions.exportPlan('json')!.text)).not.toHaveProperty('verification');
  });
});
