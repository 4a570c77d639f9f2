import { describe, expect, it } from 'vitest';
import { createStudio } from '../../store/createStudio.ts';
import { fakeHost } from '../../store/fixtures/fakeHost.ts';
import { fixtureLowering } from '../../store/fixtures/fixtureLowering.ts';
import { fixtureState } from '../../store/fixtures/fixtureStudio.ts';
import type { LoweringSettings, LoweringState } from '../../store/LoweringState.ts';
import {
  estimateText,
  gapText,
  limitField,
  limitText,
  lineTitle,
  noiseText,
  outcomeText,
  pointText,
  resultText,
  spokenLine,
} from './loweringTexts.ts';

async function searched(settings: Partial<LoweringSettings>): Promise<LoweringState> {
  const { store, actions } = createStudio(fakeHost(), fixtureState());
  actions.setLoweringSettings(settings);
  return (await fixtureLowering(store.getState()))!;
}

describe('what is said of a search', () => {
  it('gives values with unit and standard error, and limits as they are typed', () => {
    expect(pointText('agreement', { value: 0.992, error: 0.0063 })).toBe('99.2 % ± 0.6');
    expect(pointText('drop', { value: 0.01, error: null })).toBe('1 point');
    expect(pointText('drop', { value: -0.02, error: 0.02 })).toBe('−2 points ± 2.0');
    expect(pointText('kl', { value: 0.0512, error: 0.00123 })).toBe('0.0512 nats ± 0.00123');
    expect(pointText('agreement', { value: 1, error: 0.005 })).toBe('100 % ± 0.5');
    expect(limitText({ kind: 'agreement', limit: 0.98 })).toBe('≥ 98 %');
    expect(limitText({ kind: 'drop', limit: 0.02 })).toBe('≤ 2 points');
    expect(limitField('drop')).toEqual({ unit: '% points', sign: '≤' });
    expect(limitField('sqnr')).toEqual({ unit: 'dB', sign: '≥' });
  });

  it('says how many plans there will be', () => {
    expect(estimateText(45, 200, { search: 'steps', mode: 'full' })).toBe(
      'at most 45 plans, each measured on 200 images',
    );
    expect(estimateText(8, 1, { search: 'steps', mode: 'fast' })).toBe(
      'about 8 plans, each measured on 1 image',
    );
    expect(estimateText(null, 200, { search: 'steps', mode: 'full' })).toBe('');
  });

  it('names each line and what became of it', async () => {
    const lowering = await searched({ kind: 'agreement' });
    const [start, first] = lowering.lines;
    expect(lineTitle(start!, lowering)).toBe('every group at its widest pair');
    expect(lineTitle(first!, lowering)).toBe(first!.move!.group);
    expect(spokenLine(first!, lowering)).toMatch(/^\S+ to \d+\/\d+: 100 % ± 0\.5, keeps the criterion$/);
    const { settings } = lowering;
    expect(outcomeText(start!, settings)).toBe('kept');
    expect(outcomeText({ outcome: 'undone', holds: false }, settings)).toBe('undone');
    const raise = { ...settings, direction: 'raise' as const };
    expect(outcomeText({ outcome: 'accepted', holds: false }, raise)).toBe('not yet');
    expect(lineTitle(start!, { ...lowering, settings: raise })).toBe('every group at its narrowest pair');
    // Halving asks the safe end first.
    expect(lineTitle(start!, { ...lowering, settings: { ...raise, mode: 'fast' } })).toMatch(
      /^can it be kept at all\?.*widest/,
    );
  });

  it('ends with the plan, its distance from the ILP’s, and a caution where noise decides', async () => {
    const lowering = await searched({ kind: 'agreement' });
    const outcome = lowering.outcome!;
    expect(resultText(lowering, outcome, 'KL, nats')).toMatch(
      /^agreement with float 98\S* % ± \d\.\d \(≥ 98 %\), [\d.]+ [MG]BOPS, AQS [\d.]+ nats \(pred\.\)$/,
    );
    const gap = { ...outcome.gap!, cost: 'bops' as const, objective: 0.2, optimum: 0.18, excess: 1 / 9 };
    const optimum = { choice: [], value: 0.97, error: 0.012, holds: false };
    expect(gapText(lowering, { ...outcome, gap, optimum })).toBe(
      'The ILP’s plan at the same BOPS has 10.0 % less AQS (pred.), and measures 97 % ± 1.2: it breaks the criterion.',
    );
    expect(gapText(lowering, { ...outcome, gap: { ...gap, excess: 0 } })).toContain(
      'as good as the ILP’s plan',
    );
    expect(gapText(lowering, { ...outcome, gap: null })).toBeNull();
    expect(noiseText(lowering, { ...outcome, value: 0.985, error: 0.01, holds: true })).toContain(
      'within one standard error',
    );
    expect(noiseText(lowering, { ...outcome, value: 0.995, error: 0.01, holds: true })).toBeNull();
  });
});
