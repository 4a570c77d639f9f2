import { describe, expect, it } from 'vitest';
import type { Layer } from '../model/Layer.ts';
import type { AqsEntry, AqsTable } from './AqsTable.ts';
import { injectionLimit, planInjections } from './planInjections.ts';

const layer = (name: string, macs: number): Layer => ({ name, macs }) as Layer;

function entry(reach?: number): AqsEntry {
  const more = reach === undefined ? {} : { reach };
  return { nmse: 0.1, sqnr: 10, cosine: 0, maxError: 0, halves: [0.1, 0.1], ...more };
}

const layers = [layer('first', 100), layer('last', 100)];

/** Reach by pair of both layers. */
function table(first: Record<string, number>, last: Record<string, number>): AqsTable {
  const row = (name: string, reach: Record<string, number>) => ({
    layer: name,
    images: 16,
    entries: Object.fromEntries(Object.entries(reach).map(([key, value]) => [key, entry(value)])),
  });
  return { first: row('first', first), last: row('last', last) };
}

const small = { '8/8': 1e-6, '4/8': 1e-4, '8/4': 1e-4, '4/4': 2e-4 };
const large = { '8/8': 1e-6, '4/8': 0.5, '8/4': 0.4, '4/4': 0.9 };
const keys = (plan: ReturnType<typeof planInjections>) =>
  plan.injections.map(({ layer: name, key }) => `${name} ${key}`);

describe('planInjections', () => {
  it('asks for nothing where the second order is to be trusted', () => {
    const plan = planInjections(table(small, small), layers, 16, { first: 100, all: 100 });
    expect(plan).toEqual({ injections: [], images: 16, passes: 0 });
  });

  it('asks for each operand and for both at once where errors are large', () => {
    const plan = planInjections(table(small, large), layers, 16, { first: 100, all: 100 });
    expect(keys(plan).toSorted()).toEqual(['last 4/4', 'last 4/8', 'last 8/4']);
    // The last layer is half of a pass.
    expect(plan.passes).toBeCloseTo(1.5, 12);
  });

  it('takes what corrects most for its cost first, stays within the limit, and asks for no more when those are known', () => {
    const scores = table(large, large);
    const limit = { first: 1.2, all: 0 };
    // From the last layer on is half a pass: two of these fit, one operand of the first layer would.
    const plan = planInjections(scores, layers, 16, limit);
    expect(keys(plan)).toEqual(['last 4/8', 'last 8/4']);
    const row = { ...scores.last!, injections: { '4/8': 0.7, '8/4': 0.5 } };
    expect(planInjections({ ...scores, last: row }, layers, 16, limit).injections).toEqual([]);
  });

  it('takes single operands before both at once, and small errors only after those that may decide', () => {
    const mild = { '8/8': 1e-6, '4/8': 0.5, '8/4': 0.006, '4/4': 0.5 };
    const plan = planInjections(table(small, mild), layers, 16, { first: 1, all: 0 });
    expect(keys(plan)).toEqual(['last 4/8', 'last 8/4']);
    const less = planInjections(table(small, mild), layers, 16, { first: 0.5, all: 0 });
    expect(keys(less)).toEqual(['last 4/8']);
  });

  it('runs fewer images rather than leave an operand out where nothing can be derived', () => {
    const row = (name: string) => ({
      layer: name,
      images: 16,
      entries: { '8/8': entry(), '4/8': entry(), '8/4': entry(), '4/4': entry() },
    });
    const plan = planInjections({ first: row('first'), last: row('last') }, layers, 16, {
      first: 1.5,
      all: 0,
    });
    expect(keys(plan)).toHaveLength(4);
    expect(plan.images).toBe(8);
    expect(plan.passes).toBeCloseTo(1.5, 12);
  });

  it('leaves operands alone that are not quantized, and tables that came scored', () => {
    const only = planInjections(table(small, large), layers, 16, { first: 100, all: 100 }, 'input');
    expect(keys(only)).toEqual(['last 8/4']);
    const scored = { ...entry(), propagated: 0.2 };
    const file = { last: { layer: 'last', images: 16, entries: { '4/4': scored } } };
    expect(planInjections(file, layers, 16, { first: 100, all: 100 }).injections).toEqual([]);
  });

  it('allows a large network six passes and a small one more', () => {
    expect(injectionLimit(8e9, 16).first).toBe(6);
    expect(injectionLimit(3e8, 16).first).toBeCloseTo(83, 0);
  });
});
