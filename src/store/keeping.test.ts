import { describe, expect, it } from 'vitest';
import { unpackAqs } from '../core/kept/KeptAqs.ts';
import { memoryStore } from '../core/kept/memoryStore.ts';
import type { MeasurementStore } from '../core/ports.ts';
import { createStudio } from './createStudio.ts';
import { type FakeEngine, fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { idle } from './fixtures/idle.ts';
import { initialDecisions } from './initialState.ts';
import { type Permalink, writePermalink } from './permalink.ts';
import type { Studio } from './Studio.ts';
import type { StudioState } from './StudioState.ts';
import { selectHonesty } from './selectors/selectHonesty.ts';
import { selectLayers } from './selectors/selectLayers.ts';
import { selectMissing } from './selectors/selectProgram.ts';

const decisions = { ...initialDecisions, profileId: fixtureProfile.id };

/** A page that is opened: on its own engine, and on what earlier pages kept. */
function page(measurements: MeasurementStore, engine: FakeEngine = fakeEngine()): Studio {
  return createStudio({ ...fakeHost(engine), measurements }, { ...fakeStart, decisions });
}

async function opened(measurements: MeasurementStore, engine = fakeEngine()): Promise<Studio> {
  const studio = page(measurements, engine);
  await studio.actions.openSample('fake');
  await idle(studio);
  return studio;
}

/** A page that is loaded anew, with this link in its address. */
async function linked(measurements: MeasurementStore, link: Permalink, engine = fakeEngine()) {
  const address = { read: () => writePermalink(link), write: () => undefined };
  const studio = createStudio({ ...fakeHost(engine), measurements, address }, { ...fakeStart, decisions });
  await studio.start();
  await idle(studio);
  return studio.store.getState();
}

/** Layer and first image of every step that an engine measured. */
function recording(engine = fakeEngine()) {
  const steps: string[] = [];
  const step = engine.stepMeasure;
  engine.stepMeasure = async () => {
    const result = await step();
    if (result.measurement) steps.push(`${result.measurement.layer} ${result.measurement.first}`);
    return result;
  };
  return { engine, steps };
}

describe('what was measured', () => {
  it('is there at once when the same network is opened on the same data again', async () => {
    const kept = memoryStore(() => 1234);
    const before = (await opened(kept)).store.getState();
    expect(before.aqsKept).toBeNull();
    const title = (state: StudioState) => selectHonesty(state).find(({ id }) => id === 'score')!.title;
    expect(before.aqsPasses).toBe(2 * selectLayers(before).length);
    expect(title(before)).toContain(`ran as much as ${before.aqsPasses.toFixed(1)} plain forward passes`);
    const engine = fakeEngine();
    const state = (await opened(kept, engine)).store.getState();
    expect(engine.requests).toEqual([]);
    expect(state.aqsPasses).toBe(0);
    expect(title(state)).not.toContain('forward passes');
    expect(state.aqs).toEqual(before.aqs);
    expect(state.aqsKept).toEqual({ table: state.aqs, savedAt: 1234 });
    expect(state.inputHistograms).toEqual(before.inputHistograms);
    expect(state.plan?.pairs).toEqual(before.plan?.pairs);
    expect(state.jobs.measure).toEqual({ state: 'done' });
  });

  it('is measured anew when asked, and no longer called kept', async () => {
    const kept = memoryStore();
    await opened(kept);
    const { engine, steps } = recording();
    const studio = await opened(kept, engine);
    await studio.actions.measure();
    const state = studio.store.getState();
    expect(steps).toHaveLength(2 * selectLayers(state).length);
    expect(state.aqsKept).toBeNull();
    expect(selectMissing(state)).toEqual([]);
  });

  it('goes on where it was cancelled, in this visit and in the next', async () => {
    const layers = selectLayers((await opened(memoryStore())).store.getState()).length;
    const kept = memoryStore();
    const { engine, steps } = recording();
    const studio = page(kept, engine);
    let at = layers + 5;
    engine.beforeStep = () => {
      if (steps.length === at) studio.actions.cancel('measure');
    };
    await studio.actions.openSample('fake');
    await idle(studio);
    // The step that was under way when it was cancelled is lost.
    expect(steps).toHaveLength(at + 1);
    steps.pop();
    at += 6;
    await studio.actions.measure();
    await idle(studio);
    steps.pop();
    const next = recording();
    const after = await opened(kept, next.engine);
    const all = [...steps, ...next.steps];
    expect(all).toHaveLength(2 * layers);
    expect(new Set(all).size).toBe(2 * layers);
    expect(next.steps).toHaveLength(layers - 11);
    expect(Object.values(after.store.getState().aqs).map(({ images }) => images)).toEqual(
      Array(layers).fill(32),
    );
    expect(selectMissing(after.store.getState())).toEqual([]);
    expect(after.store.getState().aqsKept).toBeNull();
  });

  it('survives a page that is closed in the middle', async () => {
    const kept = memoryStore();
    const { engine, steps } = recording();
    const closed = page(kept, engine);
    let seen = 0;
    const reached = new Promise<void>((resolve) => {
      engine.beforeStep = () => {
        // Never answered: the page is gone.
        if (++seen > 38) return new Promise(() => resolve());
      };
    });
    await closed.actions.openSample('fake');
    await reached;
    const next = recording();
    const { store } = await opened(kept, next.engine);
    const layers = selectLayers(store.getState()).length;
    expect(selectMissing(store.getState())).toEqual([]);
    expect(next.steps.length).toBeLessThan(2 * layers);
    expect(next.steps.length).toBeGreaterThanOrEqual(2 * layers - steps.length);
  });

  it('is told apart by data and settings', async () => {
    const kept = memoryStore();
    const studio = await opened(kept);
    studio.actions.setMeasureSettings({ operands: 'input' });
    await studio.actions.measure();
    studio.actions.setMeasureSettings({ operands: 'both', images: 8 });
    await idle(studio);
    expect(await kept.list()).toHaveLength(3);
    const engine = fakeEngine();
    const again = await opened(kept, engine);
    again.actions.setMeasureSettings({ operands: 'input' });
    await again.actions.measure();
    expect(again.store.getState().aqsKept).not.toBeNull();
    again.actions.setMeasureSettings({ operands: 'weights' });
    expect(engine.requests).toEqual([]);
    await again.actions.measure();
    expect(engine.requests).toHaveLength(1);
    expect(again.store.getState().aqsKept).toBeNull();
  });

  it('never includes a table that came with a plan', async () => {
    const file = (await opened(memoryStore())).actions.exportPlan('json')!;
    const plan = JSON.parse(file.text);
    delete plan.layer_aqs.stem;
    const kept = memoryStore();
    const { engine, steps } = recording();
    const studio = await opened(kept, engine);
    for (const { key } of await kept.list()) await kept.delete(key);
    // Other data of as many images: nothing of them is measured yet when the plan comes.
    engine.dataHash = async () => 'other data';
    engine.beforeStep = () => studio.actions.cancel('measure');
    await studio.actions.useSampleData();
    await idle(studio);
    engine.beforeStep = () => undefined;
    await studio.actions.importPlan(new File([JSON.stringify(plan)], 'plan.json'));
    steps.length = 0;
    await studio.actions.measure();
    expect(new Set(steps)).toEqual(new Set(['stem 0', 'stem 16']));
    expect(selectMissing(studio.store.getState())).toEqual([]);
    const [entry] = await kept.list();
    const { tables } = unpackAqs((await kept.get(entry!.key))?.value)!;
    expect(Object.keys(tables.table)).toEqual(['stem']);
  });

  it('covers verified plans: none is run again on the next visit', async () => {
    const kept = memoryStore();
    const first = fakeEngine();
    const before = await opened(kept, first);
    await before.actions.verify();
    const { verified } = before.store.getState();
    expect(verified.length).toBeGreaterThan(1);
    expect(first.evaluations).toHaveLength(verified.length);
    const engine = fakeEngine();
    const after = await opened(kept, engine);
    await after.actions.verify();
    expect(after.store.getState().verified).toEqual(verified);
    expect(engine.evaluations).toEqual([]);
  });

  it('includes the plans kept for comparison, and what was measured of plans with the same data and quantizer', async () => {
    const store = memoryStore();
    const before = await opened(store);
    before.actions.keepPlan('First');
    await before.actions.verify();
    await idle(before);
    const { kept, verified, verifySettings } = before.store.getState();
    const engine = fakeEngine();
    const after = await opened(store, engine);
    expect(after.store.getState().kept).toEqual(kept);
    expect(after.store.getState().verified).toEqual(verified);
    expect(engine.evaluations).toEqual([]);

    // Fewer images are another question; the old ones come back with their number.
    const third = page(store);
    third.actions.setVerifySettings({ images: 8 });
    await third.actions.openSample('fake');
    await idle(third);
    expect(third.store.getState().kept).toEqual(kept);
    expect(third.store.getState().verified).toEqual([]);
    third.actions.setVerifySettings({ images: verifySettings.images });
    await idle(third);
    expect(third.store.getState().verified).toEqual(verified);

    // Nor does another quantizer, or do other calibration images, say the same.
    const other = page(store);
    const { quantizer } = other.store.getState().measureSettings;
    other.actions.setMeasureSettings({ quantizer: { ...quantizer, biasCorrection: true } });
    await other.actions.openSample('fake');
    await idle(other);
    expect(other.store.getState().verified).toEqual([]);
    const otherData = fakeEngine();
    otherData.dataHash = async (role) => `other ${role}`;
    expect((await opened(store, otherData)).store.getState()).toMatchObject({ kept, verified: [] });
  });

  it('follows what is done to the kept plans, and forgets them when it is cleared', async () => {
    const store = memoryStore();
    const studio = await opened(store);
    studio.actions.keepPlan();
    const [plan] = studio.store.getState().kept;
    studio.actions.renameKept(plan!.id, 'Renamed');
    await idle(studio);
    studio.actions.closeModel();
    expect(studio.store.getState().kept).toEqual([]);
    await studio.actions.openSample('fake');
    await idle(studio);
    expect(studio.store.getState().kept.map(({ name }) => name)).toEqual(['Renamed']);
    studio.actions.removeKept(plan!.id);
    await idle(studio);
    expect((await opened(store)).store.getState().kept).toEqual([]);

    studio.actions.keepPlan();
    await studio.actions.verify();
    await idle(studio);
    await studio.actions.clearKept();
    expect(studio.store.getState().kept).toHaveLength(1);
    expect(await store.list()).toEqual([]);
    expect((await opened(store)).store.getState()).toMatchObject({ kept: [], verified: [] });
  });

  it('is not called kept where a part of the scores had to be measured', async () => {
    const store = memoryStore();
    const { model, decisions: usual } = (await opened(store)).store.getState();
    const link = {
      sample: 'fake',
      sha256: model!.sha256,
      decisions: { ...usual, distance: 'endToEnd' },
    } as const;
    const first = fakeEngine();
    const scored = await linked(store, link, first);
    expect(first.requests).toEqual([]);
    expect(first.evaluations).toHaveLength(1);
    expect(selectMissing(scored)).toEqual([]);
    expect(scored.aqsKept).toBeNull();
    const second = fakeEngine();
    const again = await linked(store, link, second);
    expect(second.evaluations).toEqual([]);
    expect(again.aqs).toEqual(scored.aqs);
    expect(again.aqsKept).not.toBeNull();
  });

  it('is found again by a page that its link opens, with the settings that it was measured with', async () => {
    const store = memoryStore();
    const before = page(store);
    const { quantizer } = before.store.getState().measureSettings;
    before.actions.setMeasureSettings({
      images: 20,
      operands: 'input',
      quantizer: { ...quantizer, equalize: true },
    });
    before.actions.setVerifySettings({ images: 8 });
    await before.actions.openSample('fake');
    await idle(before);
    await before.actions.verify();
    await idle(before);
    const { model, measureSettings, verifySettings, verified, ...state } = before.store.getState();
    const link = { sample: 'fake', sha256: model!.sha256, decisions: state.decisions };
    const engine = fakeEngine();
    const full = { ...link, measure: measureSettings, verify: verifySettings };
    const after = await linked(store, full, engine);
    expect(engine.requests).toEqual([]);
    expect(after).toMatchObject({ measureSettings, verifySettings, verified, aqs: state.aqs });
    expect(after.data?.count).toBe(20);
    expect(after.verificationData?.count).toBe(8);
    // A link from before there were settings in it leaves the usual ones.
    const older = await linked(store, link);
    expect(older.measureSettings).toEqual(page(store).store.getState().measureSettings);
  });

  it('can be counted and cleared; what is on screen stays', async () => {
    const kept = memoryStore();
    const studio = await opened(kept);
    await studio.actions.countKept();
    const { keptMeasurements, aqs } = studio.store.getState();
    expect(keptMeasurements?.count).toBe(1);
    expect(keptMeasurements?.bytes).toBeGreaterThan(1000);
    await studio.actions.clearKept();
    expect(studio.store.getState().keptMeasurements).toEqual({ count: 0, bytes: 0 });
    expect(studio.store.getState().aqs).toBe(aqs);
    const engine = fakeEngine();
    await opened(kept, engine);
    expect(engine.requests).toHaveLength(1);
  });

  it('is measured all the same where the browser keeps nothing, which is said once', async () => {
    let puts = 0;
    const fail = async (): Promise<never> => {
      puts++;
      throw new Error('The quota has been exceeded.');
    };
    const studio = page({ get: async () => null, put: fail, list: fail, delete: fail });
    const notices = new Set<string>();
    studio.store.subscribe(({ notice }) => {
      if (notice) notices.add(notice.text);
    });
    await studio.actions.openSample('fake');
    await idle(studio);
    expect(selectMissing(studio.store.getState())).toEqual([]);
    expect(puts).toBeGreaterThan(1);
    expect([...notices]).toEqual([
      'This browser does not keep measurements (The quota has been exceeded): they are made again next time.',
    ]);
    expect(studio.store.getState().notice?.kind).toBe('info');
  });
});
