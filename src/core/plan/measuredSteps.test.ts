import { describe, expect, it } from 'vitest';
import { parsePair } from '../profile/Pair.ts';
import type { AqsEntry, AqsTable } from '../sensitivity/AqsTable.ts';
import { parseStepKey, stepKey } from '../sensitivity/stepKey.ts';
import { measuredSteps } from './measuredSteps.ts';
import type { ProgramGroup } from './Program.ts';
import { programSteps } from './programSteps.ts';

const entry = (nmse: number, more: Partial<AqsEntry> = {}): AqsEntry => ({
  nmse,
  sqnr: -10 * Math.log10(nmse),
  cosine: nmse / 2,
  maxError: 1,
  halves: [nmse, nmse],
  ...more,
});
const table: AqsTable = {
  a: {
    layer: 'a',
    images: 4,
    entries: {
      '8/8': entry(0.01, { propagated: 5 }),
      '4/8': entry(0.04, { propagated: 9 }),
      '4/4': entry(0.1, { propagated: 7 }),
    },
  },
};
const steps: AqsTable = { a: { layer: 'a', images: 4, entries: { '8/8>4/8': entry(0.02) } } };
const [wide, middle, narrow] = ['8/8', '4/8', '4/4'].map(parsePair) as [never, never, never];

describe('measuredSteps', () => {
  it('takes what was measured, and the difference against float only where a step is absent', () => {
    const step = measuredSteps(steps, table);
    expect(step('a', wide, middle)).toBe(0.02);
    expect(step('a', middle, narrow)).toBeCloseTo(0.06, 12);
    expect(() => step('b', wide, middle)).toThrow(/"b" is not measured at 8\/8/);
  });

  it("multiplies with the layer's gain where scores are of the network's output", () => {
    const step = measuredSteps(steps, table, 'propagated');
    // Damage over local error at 4/8: 9 / 0.04. The other step is absent: the difference 7 - 9, never below 0.
    expect([step('a', wide, middle), step('a', middle, narrow)]).toEqual([expect.closeTo(4.5, 12), 0]);
  });

  it('takes every distance of the layer itself as it is', () => {
    expect(measuredSteps(steps, table, 'cosine')('a', wide, middle)).toBe(0.01);
    expect(measuredSteps(steps, table, 'sqnr')('a', wide, middle)).toBeCloseTo(0.02, 12);
  });
});

describe('programSteps', () => {
  const group = (id: string, layers: string[], pairs: string[], pin?: number): ProgramGroup => ({
    id,
    layers,
    options: pairs.map((text) => ({ ...parsePair(text), sensitivity: 0, costs: {} })),
    ...(pin === undefined ? {} : { pin }),
  });

  it('goes to the pairs just below, for every layer of a group that can move', () => {
    const grid = ['8/8', '8/4', '4/8', '4/4'];
    const found = programSteps([
      group('g', ['a', 'b'], grid),
      group('pinned', ['c'], grid, 0),
      group('one', ['d'], ['8/8']),
      group('chain', ['e'], ['16f/16f', '8/8', '4/4']),
    ]);
    expect(Object.keys(found)).toEqual(['a', 'b', 'e']);
    expect(found.a!.map(stepKey)).toEqual(['8/8>8/4', '8/8>4/8', '8/4>4/4', '4/8>4/4']);
    expect(found.b).toEqual(found.a);
    expect(found.e!.map(stepKey)).toEqual(['16f/16f>8/8', '8/8>4/4']);
  });
});

describe('stepKey', () => {
  it('is read back as it was written, and refuses what is no step', () => {
    for (const text of ['8/8>4/8', '16f/16f>8/16f']) expect(stepKey(parseStepKey(text))).toBe(text);
    for (const text of ['8/8', '8/8>4/4>2/2', '8/8>']) expect(() => parseStepKey(text)).toThrow(/is not a/);
  });
});
