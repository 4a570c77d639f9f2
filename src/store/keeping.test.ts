import { describe, expect, it } from 'vitest';
import { unpackAqs } from '../core/kept/KeptAqs.ts';
import { memoryStore } from '../core/kept/memoryStore.ts';
import type { MeasurementStore } from '../core/ports.ts';
import { createStudio } from './createStudio.ts';
import { type FakeEngine, fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { idle } from './fixtures/idle.ts';
import { initialDecisions } from './initialState.ts';
import type { Studio } from './Studio.ts';
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
    const engine = fakeEngine();
    const state = (await opened(kept, engine)).store.getState();
    expect(engine.requests).toEqual([]);
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
