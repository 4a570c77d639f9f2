import { describe, expect, it } from 'vitest';
import type { AqsTable } from '../../core/sensitivity/AqsTable.ts';
import { fixtureState } from '../fixtures/fixtureStudio.ts';
import type { StudioState } from '../StudioState.ts';
import { selectHonesty } from './selectHonesty.ts';
import { selectPartial } from './selectPartial.ts';

const full = fixtureState();

/** The first `late` layers have seen `images` of the 32 images, the others all. */
function seen(images: number, late: number): StudioState {
  const aqs: AqsTable = Object.fromEntries(
    Object.entries(full.aqs).map(([name, row], at) => [name, { ...row, images: at < late ? images : 32 }]),
  );
  return { ...full, aqs };
}

describe('AQS of part of the calibration images', () => {
  it('counts the images of the layer that has seen fewest', () => {
    expect(selectPartial(seen(8, 3))).toEqual({ images: 8, of: 32 });
    expect(selectPartial(seen(8, 0))).toBeNull();
  });

  it('says nothing before every layer has been measured at all', () => {
    expect(selectPartial(seen(0, 1))).toBeNull();
    expect(selectPartial({ ...full, aqs: {} })).toBeNull();
  });

  it('marks the table in amber with both numbers', () => {
    const chip = selectHonesty(seen(8, 3)).find(({ id }) => id === 'partial');
    expect(chip).toMatchObject({ text: 'on 8 of 32 so far', tone: 'assumed' });
    expect(selectHonesty(seen(32, 3)).some(({ id }) => id === 'partial')).toBe(false);
  });
});

describe('what the score says of itself', () => {
  const titleWith = (distance: StudioState['decisions']['distance']): string =>
    selectHonesty({ ...full, decisions: { ...full.decisions, distance } }).find(({ id }) => id === 'score')!
      .title;

  it('is a prediction, a measurement or local', () => {
    expect(titleWith('propagated')).toContain('prediction');
    expect(titleWith('endToEnd')).toContain('measured damage');
    expect(titleWith('cosine')).toContain('Local AQS');
  });
});
