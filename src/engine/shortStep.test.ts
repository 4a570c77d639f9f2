import { describe, expect, it } from 'vitest';
import { shortStep, type Work } from './shortStep.ts';

async function* bits(...list: readonly (number | { readonly found: string })[]): Work<{ found: string }> {
  yield* list;
}

describe('shortStep', () => {
  it('goes on to the next result and adds up the work on the way', async () => {
    const work = bits(1, 2, { found: 'a' }, { found: 'b' }, 4);
    const step = () => shortStep(work, () => 0);
    expect(await step()).toEqual({ result: { found: 'a' }, macs: 3, over: false });
    expect(await step()).toEqual({ result: { found: 'b' }, macs: 0, over: false });
    expect(await step()).toEqual({ result: null, macs: 4, over: true });
    expect(await step()).toEqual({ result: null, macs: 0, over: true });
  });

  it('comes back without one after 400 ms', async () => {
    const work = bits(1, 1, 1, 1, 1, { found: 'late' });
    let time = 0;
    const now = () => (time += 150);
    expect(await shortStep(work, now)).toEqual({ result: null, macs: 3, over: false });
    expect(await shortStep(work, now)).toEqual({ result: { found: 'late' }, macs: 2, over: false });
  });
});
