import { describe, expect, it } from 'vitest';
import type { MeasureRequest } from '../core/ports.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import { createStudio } from './createStudio.ts';
import { fakeEngine, fakeHost, fakeStart } from './fixtures/fakeHost.ts';
import { fixtureProfile } from './fixtures/fixtureProfile.ts';
import { fixtureSolver } from './fixtures/fixtureSolver.ts';
import { idle } from './fixtures/idle.ts';
import { initialDecisions } from './initialState.ts';
import { selectStale } from './selectors/selectHonesty.ts';
import { tableKey } from './tableKey.ts';

/** A studio with a measured network, what its engine was asked to measure, and whose weights it was asked for. */
async function measured() {
  const engine = fakeEngine();
  const requests: MeasureRequest[] = [];
  const histograms: (boolean | undefined)[] = [];
  const studio = createStudio(
    fakeHost(
      {
        ...engine,
        beginMeasure: (request) => {
          requests.push(request);
          return engine.beginMeasure(request);
        },
        weightHistogram: (layer, bins, equalize) => {
          histograms.push(equalize);
          return engine.weightHistogram(layer, bins, equalize);
        },
      },
      fixtureSolver,
    ),
    { ...fakeStart, decisions: { ...initialDecisions, profileId: fixtureProfile.id } },
  );
  await studio.actions.openSample('fake');
  await idle(studio);
  return { studio, requests, histograms };
}

const switched = { ...defaultQuantizer, biasCorrection: true, equalize: true };

describe('switches of the quantizer', () => {
  it('make the AQS stale, and are measured and exported once it is measured again', async () => {
    const { studio, requests } = await measured();
    const { store, actions } = studio;
    const quantizerOf = () => JSON.parse(actions.exportPlan('json')!.text).settings.quantizer;
    expect(requests.at(-1)!.quantizer).toMatchObject({ biasCorrection: false, equalize: false });
    actions.setMeasureSettings({ quantizer: switched });
    expect(selectStale(store.getState())).toBe(true);
    expect(quantizerOf()).toMatchObject({ biasCorrection: false, equalize: false });
    await actions.measure();
    await idle(studio);
    expect(requests.at(-1)!.quantizer).toMatchObject({ biasCorrection: true, equalize: true });
    expect(selectStale(store.getState())).toBe(false);
    expect(quantizerOf()).toMatchObject({ biasCorrection: true, equalize: true });
  });

  it('tell tables apart, but not a file that lacks them from one that has them off', async () => {
    const { store } = (await measured()).studio;
    const { activations, weights } = defaultQuantizer;
    const keys = [defaultQuantizer, { activations, weights }, switched, { ...switched, equalize: false }].map(
      (quantizer) => {
        const state = store.getState();
        const settings = { ...state.measureSettings, quantizer };
        return tableKey({ ...state, measureSettings: settings }, { dataVersion: 1 });
      },
    );
    expect(keys[1]).toBe(keys[0]);
    expect(new Set(keys).size).toBe(3);
  });

  it('show the weights as the measured network has them', async () => {
    const { studio, histograms } = await measured();
    const layer = Object.keys(studio.store.getState().aqs)[0]!;
    await studio.actions.loadWeightHistogram(layer);
    studio.actions.setMeasureSettings({ quantizer: switched });
    await studio.actions.loadWeightHistogram(layer);
    expect(histograms).toEqual([false]);
    await studio.actions.measure();
    await idle(studio);
    await studio.actions.loadWeightHistogram(layer);
    expect(histograms).toEqual([false, true]);
  });
});
