import { describe, expect, it } from 'vitest';
import { writeNpy } from '../core/calibration/writeNpy.ts';
import type { Program, Solution } from '../core/plan/Program.ts';
import type { Solver } from '../core/ports.ts';
import { pairKey } from '../core/profile/Pair.ts';
import { createStudio } from './createStudio.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { fixtureSolver } from './fixtures/fixtureSolver.ts';
import { idle } from './fixtures/idle.ts';
import { initialDecisions } from './initialState.ts';
import { readPermalink } from './permalink.ts';
import type { Studio } from './Studio.ts';
import { selectBudgetRanges } from './selectors/selectBudgetRanges.ts';
import { selectGroupOfLayer, selectGroups } from './selectors/selectGroups.ts';
import { selectLayers } from './selectors/selectLayers.ts';
import { selectMissing } from './selectors/selectProgram.ts';

const decisions = { ...initialDecisions, profileId: fixtureProfile.id };

function studioOn(engine = fakeEngine(), solver: Solver = fixtureSolver): Studio {
  return createStudio(fakeHost(engine, solver), { ...fakeStart, decisions });
}

async function opened(engine = fakeEngine(), solver: Solver = fixtureSolver): Promise<Studio> {
  const studio = studioOn(engine, solver);
  await studio.actions.openSample('fake');
  await idle(studio);
  return studio;
}

describe('opening a sample', () => {
  it('loads, takes its calibration set, measures every layer at every pair, and solves at half the BOPS of 8/8', async () => {
    const { store } = await opened();
    const state = store.getState();
    expect(state.jobs).toMatchObject({
      open: { state: 'done' },
      data: { state: 'done' },
      measure: { state: 'done' },
    });
    expect(state.data).toMatchObject({ kind: 'images', count: 32, preset: 'custom', warnings: [] });
    expect(selectMissing(state)).toEqual([]);
    expect(Object.values(state.aqs).every(({ images }) => images === 32)).toBe(true);
    const usual = selectLayers(state).reduce((sum, layer) => sum + (layer.macs * 64) / 1e9, 0);
    expect(state.decisions.budgets.bops).toBeCloseTo(usual / 2, 9);
    expect(state.solution?.status).toBe('optimal');
    expect(state.plan?.totals.bops).toBeLessThanOrEqual(state.decisions.budgets.bops! * (1 + 1e-9));
    expect(Object.keys(state.plan!.pairs)).toEqual(
      expect.arrayContaining(selectLayers(state).map(({ name }) => name)),
    );
  });

  it('fills the table while it measures', async () => {
    const engine = fakeEngine();
    const studio = studioOn(engine);
    const sizes: number[] = [];
    studio.store.subscribe(({ aqs }) => {
      const size = Object.keys(aqs).length;
      if (size !== sizes.at(-1)) sizes.push(size);
    });
    await studio.actions.openSample('fake');
    await idle(studio);
    expect(sizes.length).toBeGreaterThan(2);
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
  });

  it('leaves everything as it was when the next model is broken', async () => {
    const studio = await opened();
    const before = studio.store.getState();
    await studio.actions.openFiles([new File(['broken'], 'model.json')]);
    await idle(studio);
    const { model, aqs, plan, jobs, notice } = studio.store.getState();
    expect({ model, aqs, plan }).toEqual({ model: before.model, aqs: before.aqs, plan: before.plan });
    expect(jobs.open).toEqual({ state: 'failed', message: 'The file is broken at node "x".' });
    expect(notice?.text).toBe('The file is broken at node "x".');
  });

  it('refuses two networks at once, by name', async () => {
    const studio = await opened();
    const { model } = studio.store.getState();
    const text = '{"modelTopology": {}}';
    await studio.actions.openFiles([new File([text], 'a.json'), new File([text], 'b.json')]);
    await idle(studio);
    expect(studio.store.getState().model).toBe(model);
    expect(studio.store.getState().notice?.text).toBe(
      'These files hold 2 networks (a.json, b.json): drop one at a time.',
    );
  });

  it('measures the model on screen when the next one was cancelled half-way', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    const { model } = studio.store.getState();
    const load = engine.load;
    engine.load = async (files) => {
      const loaded = await load(files);
      studio.actions.cancel('open');
      return loaded;
    };
    await studio.actions.openFiles([new File(['{}'], 'net.json')]);
    await idle(studio);
    engine.load = load;
    expect(studio.store.getState().model).toBe(model);
    engine.calls.length = 0;
    await studio.actions.measure();
    expect(engine.calls[0]).toBe('load');
    await studio.actions.measure();
    expect(engine.calls.filter((call) => call === 'load')).toHaveLength(1);
  });

  it('goes on measuring when a broken model was dropped meanwhile', async () => {
    const engine = fakeEngine();
    const studio = studioOn(engine);
    let dropped: Promise<void> | undefined;
    engine.beforeStep = (step) => {
      if (step === 3) dropped ??= studio.actions.openFiles([new File(['broken'], 'model.json')]);
    };
    await studio.actions.openSample('fake');
    await idle(studio);
    await dropped;
    await idle(studio);
    expect(studio.store.getState().notice?.text).toBe('The file is broken at node "x".');
    expect(selectMissing(studio.store.getState())).toEqual([]);
  });

  it('gives the images of the sample again after others took their place', async () => {
    const studio = await opened();
    const { data } = studio.store.getState();
    await studio.actions.useSyntheticData(7);
    await idle(studio);
    expect(studio.store.getState().data?.kind).toBe('synthetic');
    await studio.actions.useSampleData();
    await idle(studio);
    expect(studio.store.getState().data).toEqual(data);
    expect(studio.store.getState().aqsData?.kind).toBe('images');
  });

  it('asks for data when a dropped model has none, and marks made-up ones', async () => {
    const studio = studioOn();
    await studio.actions.openFiles([new File(['{}'], 'net.json')]);
    await idle(studio);
    expect(studio.store.getState().data).toBeNull();
    expect(studio.store.getState().sampleId).toBeNull();
    expect(studio.store.getState().aqs).toEqual({});
    await studio.actions.useSyntheticData(7);
    await idle(studio);
    expect(studio.store.getState().aqsData).toMatchObject({ kind: 'synthetic', count: 32 });
    expect(selectMissing(studio.store.getState())).toEqual([]);
  });
});

describe('solving', () => {
  it('applies only the answer to the newest question, and keeps the plan on screen until it comes', async () => {
    const questions: { program: Program; answer: (solution: Solution) => void }[] = [];
    const slow: Solver = {
      solve: (program) => new Promise((answer) => questions.push({ program, answer })),
      version: async () => 'slow',
    };
    const studio = createStudio(fakeHost(fakeEngine(), slow), { ...fakeStart, decisions });
    void studio.actions.openSample('fake');
    while (studio.store.getState().jobs.measure.state !== 'done') await new Promise((r) => setTimeout(r, 0));
    const answer = async (index: number) =>
      questions[index]!.answer(await fixtureSolver.solve(questions[index]!.program));
    const first = questions.length - 1;
    await answer(first);
    await Promise.resolve();
    const plan = studio.store.getState().plan;
    expect(plan).not.toBeNull();
    const { min, max } = selectBudgetRanges(studio.store.getState()).bops;
    studio.actions.setBudget('bops', min + 0.1 * (max - min));
    studio.actions.setBudget('bops', min + 0.2 * (max - min));
    expect(questions.length).toBe(first + 3);
    await answer(first + 1);
    await Promise.resolve();
    expect(studio.store.getState().plan).toBe(plan);
    await answer(first + 2);
    await Promise.resolve();
    expect(studio.store.getState().plan?.budgets.bops).toBeCloseTo(min + 0.2 * (max - min), 9);
    expect(studio.store.getState().jobs.solve.state).toBe('done');
  });

  it('says which budget cannot be met and keeps the plan before it', async () => {
    const studio = await opened();
    const { plan } = studio.store.getState();
    studio.actions.setBudget('bops', selectBudgetRanges(studio.store.getState()).bops.min / 2);
    await idle(studio);
    expect(studio.store.getState().solution).toMatchObject({
      status: 'infeasible',
      infeasible: { budget: 'bops' },
    });
    expect(studio.store.getState().plan).toBe(plan);
  });

  it('holds several budgets at once, and never lets the last one go', async () => {
    const studio = await opened();
    const { size } = selectBudgetRanges(studio.store.getState());
    studio.actions.setBudget('size', size.min + 0.2 * (size.max - size.min));
    await idle(studio);
    const { plan, decisions: now } = studio.store.getState();
    expect(plan!.totals.size).toBeLessThanOrEqual(now.budgets.size! * (1 + 1e-9));
    expect(plan!.totals.bops).toBeLessThanOrEqual(now.budgets.bops! * (1 + 1e-9));
    studio.actions.setBudget('size', null);
    studio.actions.setBudget('bops', null);
    expect(Object.keys(studio.store.getState().decisions.budgets)).toEqual(['bops']);
  });

  it('respects pins and lets them go', async () => {
    const studio = await opened();
    const group = selectGroups(studio.store.getState())[3]!;
    studio.actions.pin(group.id, '2/16');
    await idle(studio);
    expect(pairKey(studio.store.getState().plan!.pairs[group.layers[0]!]!)).toBe('2/16');
    studio.actions.clearPins();
    await idle(studio);
    expect(pairKey(studio.store.getState().plan!.pairs[group.layers[0]!]!)).not.toBe('2/16');
  });
});

describe('groups', () => {
  it('refuses to part layers that read one activation, names rule and tensor, and changes nothing', async () => {
    const studio = await opened();
    const before = studio.store.getState();
    expect(studio.actions.moveLayers(['stage2_block1_shortcut'], null)).toBe(false);
    const { decisions: after, plan, notice } = studio.store.getState();
    expect(after).toBe(before.decisions);
    expect(plan).toBe(before.plan);
    expect(notice).toMatchObject({ kind: 'refused', rule: 'shared-input', tensor: 'stage1_block3_add' });
  });

  it('joins layers, tells the price, and takes it back', async () => {
    const studio = await opened();
    const target = selectGroupOfLayer(studio.store.getState()).get('stage1_block1_conv1')!.id;
    const quoted = await studio.actions.priceMove(['stem'], target);
    const before = studio.store.getState().plan!.objective;
    expect(studio.actions.moveLayers(['stem'], target)).toBe(true);
    await idle(studio);
    const group = selectGroupOfLayer(studio.store.getState()).get('stem')!;
    expect(group.layers).toContain('stage1_block1_conv1');
    expect(studio.store.getState().plan!.objective - before).toBeCloseTo(quoted!, 12);
    expect(studio.store.getState().news[0]).toContain('Price:');
    studio.actions.undo();
    await idle(studio);
    expect(selectGroupOfLayer(studio.store.getState()).get('stem')!.layers).toEqual(['stem']);
    expect(studio.store.getState().plan!.objective).toBe(before);
    studio.actions.redo();
    studio.actions.resetGroups();
    expect(studio.store.getState().decisions.assignment).toEqual({});
  });
});

describe('undo', () => {
  it('covers decisions and nothing else', async () => {
    const studio = await opened();
    const { store, actions } = studio;
    expect(store.temporal.getState().pastStates).toEqual([]);
    const group = selectGroups(store.getState())[0]!;
    actions.pin(group.id, '4/4');
    actions.select(['stem']);
    actions.setTheme('dark');
    const { aqs } = store.getState();
    actions.undo();
    expect(store.getState().decisions.pins).toEqual({});
    expect(store.getState()).toMatchObject({ selection: ['stem'], theme: 'dark' });
    expect(store.getState().aqs).toBe(aqs);
    actions.redo();
    expect(store.getState().decisions.pins).toEqual({ [group.id]: '4/4' });
  });

  it('takes back one drag of a slider at once', async () => {
    const studio = await opened();
    const { budgets } = studio.store.getState().decisions;
    for (let step = 1; step <= 20; step++) studio.actions.setBudget('bops', budgets.bops! - step * 0.01);
    expect(studio.store.temporal.getState().pastStates.length).toBe(1);
    studio.actions.undo();
    expect(studio.store.getState().decisions.budgets).toEqual(budgets);
  });
});

describe('a lost engine', () => {
  const lost = () =>
    Object.assign(new Error('The engine stopped because memory ran out.'), { name: 'EngineLostError' });

  it('is made anew with half the images at once; decisions stay', async () => {
    const engine = fakeEngine();
    let failures = 2;
    engine.beforeStep = (step) => {
      if (step === 5 && failures-- > 0) throw lost();
    };
    const studio = studioOn(engine);
    await studio.actions.openSample('fake');
    await idle(studio);
    const state = studio.store.getState();
    expect(engine.requests.map(({ batchSize }) => batchSize)).toEqual([undefined, 8, 4]);
    expect(engine.calls.filter((call) => call === 'restart').length).toBe(2);
    expect(engine.calls.filter((call) => call === 'load').length).toBe(3);
    expect(state.jobs.measure.state).toBe('done');
    expect(selectMissing(state)).toEqual([]);
    expect(state.notice).toMatchObject({ kind: 'info' });
    expect(state.notice?.text).toContain('Your work is intact');
    expect(state.plan).not.toBeNull();
  });

  it('falls back to WebAssembly when it ran on the GPU', async () => {
    const engine = fakeEngine();
    engine.backend = 'webgpu';
    let failures = 1;
    engine.beforeStep = () => {
      if (failures-- > 0) throw lost();
    };
    const studio = studioOn(engine);
    await studio.actions.openSample('fake');
    await idle(studio);
    expect(engine.calls).toContain('use wasm');
    expect(studio.store.getState().backend?.backend).toBe('wasm');
    expect(studio.store.getState().jobs.measure.state).toBe('done');
  });

  it('gives up with its message when it never holds', async () => {
    const engine = fakeEngine();
    engine.beforeStep = () => {
      throw lost();
    };
    const studio = studioOn(engine);
    await studio.actions.openSample('fake');
    await idle(studio);
    expect(studio.store.getState().jobs.measure).toEqual({
      state: 'failed',
      message: 'The engine stopped because memory ran out.',
    });
  });
});

describe('measuring', () => {
  it('stops when cancelled and goes on with what is missing', async () => {
    const engine = fakeEngine();
    const studio = studioOn(engine);
    engine.beforeStep = (step) => {
      if (step === 3) studio.actions.cancel('measure');
    };
    await studio.actions.openSample('fake');
    await idle(studio);
    expect(studio.store.getState().jobs.measure.state).toBe('idle');
    expect(engine.calls.at(-1)).toBe('endMeasure');
    expect(selectMissing(studio.store.getState()).length).toBeGreaterThan(10);
    engine.beforeStep = () => undefined;
    await studio.actions.measure();
    expect(selectMissing(studio.store.getState())).toEqual([]);
  });

  it('measures everything anew when asked again with nothing missing', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    const all = engine.requests.at(-1)!.pairs;
    const before = engine.requests.length;
    await studio.actions.measure();
    await idle(studio);
    expect(engine.requests).toHaveLength(before + 1);
    expect(engine.requests.at(-1)!.pairs).toEqual(all);
    expect(selectMissing(studio.store.getState())).toEqual([]);
  });

  it('measures only the pairs that another profile adds', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    const kernels = [{ ...fixtureProfile.kernels[0]!, w: { bits: [3, 8], type: 'int' as const } }];
    const other = JSON.stringify({ ...fixtureProfile, id: 'other', kernels });
    await studio.actions.addProfile(new File([other], 'other.json'));
    await idle(studio);
    expect(studio.store.getState().notice).toBeNull();
    expect(studio.store.getState().decisions.profileId).toBe('other');
    const asked = Object.values(engine.requests.at(-1)!.pairs)[0]!.map(pairKey);
    expect(asked).toEqual(['3/2', '3/4', '3/8', '3/16']);
    expect(selectMissing(studio.store.getState())).toEqual([]);
    studio.actions.undo();
    await idle(studio);
    expect(studio.store.getState().decisions.profileId).toBe(fixtureProfile.id);
    expect(selectMissing(studio.store.getState())).toEqual([]);
  });

  it('uses the data it speaks of, also after others could not be read', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    const { data } = studio.store.getState();
    const addImage = engine.addImage;
    engine.addImage = async () => {
      throw new Error('"x.png" is not an image.');
    };
    await studio.actions.addData([new File(['x'], 'x.png')]);
    await idle(studio);
    engine.addImage = addImage;
    expect(studio.store.getState().data).toBe(data);
    expect(studio.store.getState().notice?.text).toBe('"x.png" is not an image.');
    engine.calls.length = 0;
    studio.actions.setMeasureSettings({ operands: 'input' });
    await studio.actions.measure();
    expect(engine.calls.slice(0, 2)).toEqual(['setPictures', 'preprocess']);
    expect(Object.values(studio.store.getState().aqs)[0]!.images).toBe(32);
  });

  it('leaves out a picture that cannot be read, says so, and uses the others', async () => {
    const engine = fakeEngine();
    const studio = await opened(engine);
    const addImage = engine.addImage;
    const names: string[] = [];
    engine.addImage = async (name, bytes) => {
      if (name === 'b.png') throw new Error('"b.png" is not an image.');
      names.push(name);
      return addImage(name, bytes);
    };
    const files = ['c.png', 'b.png', 'a.png', 'notes.txt'].map((name) => new File(['x'], name));
    await studio.actions.addData(files);
    await idle(studio);
    expect(names).toEqual(['a.png', 'c.png']);
    const { data, notice } = studio.store.getState();
    expect(data).toMatchObject({ kind: 'images', count: 2, name: '2 of 3 pictures' });
    expect(data?.warnings.at(-1)).toBe('Left out: "b.png" is not an image.');
    expect(notice).toMatchObject({ kind: 'info' });
    expect(notice?.text).toBe('Left out: "b.png" is not an image. The other pictures are in use.');
  });

  it('refuses an array of another shape and keeps the data before it', async () => {
    const studio = await opened();
    const { data, aqs } = studio.store.getState();
    await studio.actions.addData([new File([writeNpy([3, 5], new Float32Array(15))], 'x.npy')]);
    await idle(studio);
    expect(studio.store.getState()).toMatchObject({ data, aqs });
    expect(studio.store.getState().notice?.text).toMatch(
      /^x\.npy was not taken\. Each sample is \[5\], but the network reads \[/,
    );
  });

  it('gives fewer or more images when the settings say so', async () => {
    const studio = await opened();
    studio.actions.setMeasureSettings({ images: 10 });
    await idle(studio);
    expect(studio.store.getState().data?.count).toBe(10);
    expect(Object.values(studio.store.getState().aqs)[0]!.images).toBe(10);
  });
});

describe('a link', () => {
  it('brings a sample network back with the decisions made on it', async () => {
    let hash = '';
    const address = {
      read: () => hash,
      write: (next: string) => {
        hash = next;
      },
    };
    const first = createStudio({ ...fakeHost(), address }, { ...fakeStart, decisions });
    await first.actions.openSample('fake');
    await idle(first);
    first.actions.pin(selectGroups(first.store.getState())[1]!.id, '8/8');
    await idle(first);
    while (Object.keys(readPermalink(hash)?.decisions.pins ?? {}).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    const second = createStudio({ ...fakeHost(), address }, { ...fakeStart, decisions });
    await second.start();
    await idle(second);
    expect(second.store.getState().decisions).toEqual(first.store.getState().decisions);
    expect(second.store.getState().plan?.pairs).toEqual(first.store.getState().plan?.pairs);
  });
});

describe('plans as files', () => {
  it('come back with decisions, AQS and plan', async () => {
    const first = await opened();
    const group = selectGroups(first.store.getState())[2]!;
    first.actions.pin(group.id, '4/8');
    const target = selectGroupOfLayer(first.store.getState()).get('stage1_block1_conv1')!.id;
    first.actions.moveLayers(['stem'], target);
    await idle(first);
    const file = first.actions.exportPlan('json')!;
    expect(file).toMatchObject({ mime: 'application/json' });
    const { decisions: wanted, plan, aqs } = first.store.getState();

    const second = studioOn();
    await second.actions.openFiles([new File(['{}'], 'net.json')]);
    await idle(second);
    await second.actions.importPlan(new File([file.text], file.name));
    await idle(second);
    const state = second.store.getState();
    expect(state.notice).toBeNull();
    expect(state.decisions).toEqual(wanted);
    expect(state.aqs).toEqual(aqs);
    expect(state.plan?.objective).toBe(plan?.objective);
    expect(state.plan?.pairs).toEqual(plan?.pairs);
  });

  it('are refused for another network, or without one', async () => {
    const studio = await opened();
    const file = studio.actions.exportPlan('json')!;
    const before = studio.store.getState().decisions;
    const other = file.text.replace('f1'.repeat(32), 'ab'.repeat(32));
    await studio.actions.importPlan(new File([other], 'other.plan.json'));
    expect(studio.store.getState().decisions).toBe(before);
    expect(studio.store.getState().notice).toMatchObject({ kind: 'error' });
    studio.actions.closeModel();
    await studio.actions.importPlan(new File([file.text], 'a.plan.json'));
    expect(studio.store.getState().notice?.text).toContain('open that network first');
    await studio.actions.importPlan(new File(['{'], 'b.plan.json'));
    expect(studio.store.getState().notice?.text).toContain('b.plan.json');
  });

  it('are also written as a table, one row per layer', async () => {
    const studio = await opened();
    const lines = studio.actions.exportPlan('csv')!.text.trim().split(/\r?\n/);
    expect(lines.length).toBe(1 + selectLayers(studio.store.getState()).length);
  });

  it('are not there before anything was measured', () => {
    const studio = studioOn();
    expect(studio.actions.exportPlan('json')).toBeNull();
    expect(studio.store.getState().notice?.kind).toBe('error');
  });
});
