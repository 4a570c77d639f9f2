import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { residualModel, Sketch } from '../groups/fixtures/residualModel.ts';
import type { Layer } from '../model/Layer.ts';
import type { Pair } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { readProfile } from '../profile/readProfile.ts';
import { layerCosts } from './layerCosts.ts';
import { findConversions, planConversions } from './planConversions.ts';
import { planTotals } from './planTotals.ts';

const shipped = (id: string): Profile =>
  readProfile(readFileSync(new URL(`../../../public/profiles/${id}.json`, import.meta.url), 'utf8'), id);
const int = (bits: number): Pair => ({ weightBits: bits, activationBits: bits });
/** A plan by layer name; 8/8 where nothing is said. */
const plan =
  (widths: Readonly<Record<string, number | null>>) =>
  (layer: Layer): Pair | null => {
    const bits = widths[layer.name];
    return bits === null ? null : int(bits ?? 8);
  };

function chain() {
  const sketch = new Sketch(8, 4);
  const a = sketch.conv('a', sketch.input, 16);
  const b = sketch.conv('b', a, 32);
  return sketch.done(sketch.classify('fc', b));
}

describe('findConversions', () => {
  it('counts a tensor whose writer and reader differ, and nothing in a uniform plan', () => {
    const { model, layers } = chain();
    expect(findConversions(model, layers, plan({}))).toEqual([]);
    const [only, ...more] = findConversions(model, layers, plan({ a: 4 }));
    expect(more).toEqual([]);
    expect(only).toMatchObject({ from: 4, to: 8, elements: 8 * 8 * 16 });
  });

  it('changes the width before what lies between two layers, which runs at the reader’s', () => {
    const { model, layers } = chain();
    const found = findConversions(model, layers, plan({ fc: 4 }));
    // b writes 8x8x32 at 8 bits; the mean runs at 4 already.
    expect(found).toMatchObject([{ from: 8, to: 4, elements: 8 * 8 * 32 }]);
  });

  it('takes layers without a pair as float32, and leaves the network’s input and output alone', () => {
    const { model, layers } = chain();
    const found = findConversions(model, layers, plan({ a: null, fc: 4 }));
    expect(found.map(({ from, to }) => [from, to])).toEqual([
      [-32, 8],
      [8, 4],
    ]);
    expect(findConversions(model, layers, () => null)).toEqual([]);
    const float16 = { ...int(16), weightFloat: true, activationFloat: true };
    expect(
      findConversions(model, layers, (layer) => (layer.name === 'b' ? float16 : int(16))).map(
        ({ from, to }) => [from, to],
      ),
    ).toEqual([
      [16, -16],
      [-16, 16],
    ]);
  });

  it('runs a join at the widest width that is read beyond it, and converts once for each other reader', () => {
    const sketch = new Sketch(8, 4);
    const stem = sketch.conv('stem', sketch.input, 4);
    const branch = sketch.conv('branch', stem, 4, 3, 1, true);
    const sum = sketch.add('sum', branch, stem);
    const left = sketch.conv('left', sum, 4);
    const right = sketch.conv('right', sum, 4);
    const { model, layers } = sketch.done(sketch.add('end', left, right));
    const widths = { stem: 8, branch: 8, left: 4, right: 8 };
    // sum runs at 8; only left reads it at 4. The last join has no layer beyond it.
    expect(findConversions(model, layers, plan(widths))).toMatchObject([{ from: 8, to: 4, elements: 256 }]);
    // sum at 4: both its inputs, stem's output is still read by branch at 8.
    expect(
      findConversions(model, layers, plan({ ...widths, right: 4 })).map(({ from, to }) => [from, to]),
    ).toEqual([
      [8, 4],
      [8, 4],
    ]);
  });
});

describe('planConversions', () => {
  const { model, layers } = chain();
  const pairOf = plan({ a: 4 });

  it('costs bytes read and written over the bandwidth, and the overhead of an op', () => {
    const t4 = shipped('nvidia-t4-hawqv3');
    const { ms } = planConversions(model, layers, t4, pairOf);
    expect(ms).toBeCloseTo(((8 * 8 * 16 * (4 + 8)) / 8 / 320e9 + 5.4e-6) * 1000, 12);
  });

  it('is nothing where it is free, and has no price where the profile has none', () => {
    expect(planConversions(model, layers, shipped('bitfusion'), pairOf)).toMatchObject({ ms: 0 });
    const unpriced = planConversions(model, layers, shipped('sony-imx500'), pairOf);
    expect(unpriced.ms).toBeNull();
    expect(unpriced.conversions).toHaveLength(1);
    // No bandwidth is published for this one.
    expect(planConversions(model, layers, shipped('nvidia-jetson-agx-orin'), pairOf).ms).toBeNull();
    expect(planConversions(model, layers, shipped('sony-imx500'), plan({})).ms).toBe(0);
  });

  it('stands in the totals of a plan, apart and within its latency', () => {
    const t4 = shipped('nvidia-t4-hawqv3');
    const network = residualModel(50);
    const mixed = (layer: Layer): Pair => int(network.layers.indexOf(layer) % 3 === 0 ? 4 : 8);
    const totals = planTotals({ ...network, profile: t4 }, mixed);
    const sum = network.layers.reduce((total, l) => total + layerCosts(l, mixed(l), t4).latency!, 0);
    const { conversions, ms } = planConversions(network.model, network.layers, t4, mixed);
    expect(totals.conversions).toBe(conversions.length);
    expect(totals.conversions).toBeGreaterThan(20);
    expect(totals.conversionMs).toBe(ms);
    expect(totals.latencyMs).toBeCloseTo(sum + ms!, 12);
    expect(planTotals({ ...network, profile: t4 }, () => int(8))).toMatchObject({
      conversions: 0,
      conversionMs: 0,
    });
  });
});
