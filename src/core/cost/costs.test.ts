import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { residualModel, Sketch } from '../groups/fixtures/residualModel.ts';
import type { Layer } from '../model/Layer.ts';
import { listLayers } from '../model/listLayers.ts';
import { resolveShapes } from '../model/resolveShapes.ts';
import type { Pair } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { readProfile } from '../profile/readProfile.ts';
import { kernelSpeed, speedFactor } from './kernelSpeed.ts';
import { latencyAvailability, latencyNotes } from './latencyAvailability.ts';
import { groupCosts, layerCosts } from './layerCosts.ts';
import { peakActivationBytes } from './peakActivationBytes.ts';
import { planTotals, referenceTotals } from './planTotals.ts';

const shipped = (id: string): Profile =>
  readProfile(readFileSync(new URL(`../../../public/profiles/${id}.json`, import.meta.url), 'utf8'), id);
const pair = (weightBits: number, activationBits: number): Pair => ({ weightBits, activationBits });

const layer: Layer = {
  name: 'conv',
  node: 0,
  kind: 'conv',
  label: 'Conv2D 3x3',
  macs: 115_605_504,
  parameters: 36_864,
  biases: 64,
  outputChannels: 64,
  inputTensor: 0,
  sourceTensor: 0,
  weightTensor: 1,
  outputTensor: 2,
  inputShape: [56, 56, 64],
  outputShape: [56, 56, 64],
  weightShape: [3, 3, 64, 64],
};

describe('size and BOPS', () => {
  it('are parameters * w / 8 + biases * 4 bytes and MACs * w * a / 1e9', () => {
    expect(layerCosts(layer, pair(4, 8), shipped('generic-int'))).toEqual({
      size: 36_864 / 2 + 256,
      bops: (115_605_504 * 32) / 1e9,
    });
  });

  it('count weights that layers share once', () => {
    const twin = { ...layer, name: 'again' };
    const costs = groupCosts([layer, twin], pair(8, 8), shipped('generic-int'));
    expect(costs.size).toBe(36_864 + 256);
    expect(costs.bops).toBeCloseTo((2 * 115_605_504 * 64) / 1e9, 9);
  });
});

describe('latency', () => {
  it('is the roofline with efficiency and overhead: HAWQ-V3’s 3x3 layer within a third of its measured time', () => {
    const t4 = shipped('nvidia-t4-hawqv3');
    const int8 = layerCosts(layer, pair(8, 8), t4).latency!;
    expect(int8).toBeCloseTo((115_605_504 / (65e12 * 0.046) + 5.4e-6) * 1000, 9);
    // The notebook has 0.362 ms at 8 bits and 0.211 at 4 for this shape, batch 8 assumed.
    expect(Math.abs((8 * int8) / 0.362 - 1)).toBeLessThan(0.33);
    const int4 = layerCosts(layer, pair(4, 4), t4).latency!;
    expect(Math.abs((8 * int4) / 0.211 - 1)).toBeLessThan(0.33);
  });

  it('is bound by bytes where a layer moves much and computes little', () => {
    const thin = { ...layer, macs: 1000 };
    const bitfusion = shipped('bitfusion');
    const bytes = 36_864 + 256 + 2 * 56 * 56 * 64;
    expect(layerCosts(thin, pair(8, 8), bitfusion).latency).toBeCloseTo((bytes / 12e9) * 1000, 12);
    const sum = { ...bitfusion, latency_model: { ...bitfusion.latency_model, overlap: 'sum' as const } };
    expect(layerCosts(thin, pair(8, 8), sum).latency).toBeCloseTo((bytes / 12e9 + 1000 / 256e9) * 1000, 12);
  });

  it('follows the speed rules of bit-serial and fusing hardware', () => {
    const value = (id: string, p: Pair) => kernelSpeed(shipped(id), 'conv', p);
    expect(value('bismo-ultra96', pair(2, 3))).toEqual({ value: 7.7e12 / 6 });
    expect(value('bitfusion', pair(4, 2))).toEqual({ value: 256e9 * 8 });
    expect(value('gap9-ne16', pair(4, 8))).toEqual({ value: (1296 * 370e6) / 4 });
    const row = shipped('bitfusion').kernels[0]!;
    expect(speedFactor(row, pair(8, 8))).toBe(1);
  });

  it('pads channels to the hardware’s multiple', () => {
    const base = shipped('bitfusion');
    const multiple = { value: 48, status: 'assumed' as const, note: 'for the test' };
    const padded = {
      ...base,
      latency_model: { ...base.latency_model, channel_align: { in: multiple, out: multiple } },
    };
    const plain = layerCosts(layer, pair(8, 8), base).latency!;
    expect(layerCosts(layer, pair(8, 8), padded).latency! / plain).toBeCloseTo((96 / 64) ** 2, 9);
  });

  it('takes a measured row before anything else, by name or by shape', () => {
    const base = shipped('nvidia-t4-hawqv3');
    const milliseconds = { value: 0.5, status: 'measured' as const, note: 'for the test' };
    const shape = {
      kind: 'conv' as const,
      input: [56, 56, 64],
      output: [56, 56, 64],
      weights: [3, 3, 64, 64],
    };
    const table = (row: object): Profile => ({
      ...base,
      latency_model: { ...base.latency_model, kind: 'table', table: [{ w: 8, a: 8, milliseconds, ...row }] },
    });
    expect(layerCosts(layer, pair(8, 8), table({ layer: 'conv' })).latency).toBe(0.5);
    expect(layerCosts(layer, pair(8, 8), table({ shape })).latency).toBe(0.5);
    expect(layerCosts(layer, pair(4, 4), table({ shape })).latency).not.toBe(0.5);
    expect(layerCosts(layer, pair(8, 8), table({ layer: 'other' })).latency).not.toBe(0.5);
  });

  it('is absent with a sentence where a fact is missing', () => {
    const edge = shipped('google-edge-tpu');
    expect(layerCosts(layer, pair(8, 8), edge).latency).toBeUndefined();
    expect(latencyAvailability(edge, [layer])).toMatchObject({ available: false });
    const gap9 = shipped('gap9-ne16');
    expect(latencyAvailability(gap9, [layer])).toEqual({ available: true });
    expect(latencyAvailability(gap9, [layer, { ...layer, kind: 'depthwise_conv' }])).toMatchObject({
      available: false,
      reason:
        'Latency needs the MAC/s of GreenWaves GAP9 with NE16 for depthwise conv at 2/8, which is not public.',
    });
  });

  it('says what it leaves out', () => {
    expect(latencyNotes(shipped('bitfusion')).join(' ')).toMatch(
      /Peak speed.*Output activations are counted.*Changes of width between layers cost nothing/,
    );
    expect(latencyNotes(shipped('nvidia-t4-hawqv3')).join(' ')).toMatch(
      /in the totals exactly, but not in the budget that is solved for/,
    );
    expect(latencyNotes(shipped('generic-int'))).toEqual([]);
  });
});

describe('peak activation memory', () => {
  it('is the widest moment of a chain, at the bits of the readers', () => {
    const sketch = new Sketch(8, 3);
    const a = sketch.conv('a', sketch.input, 4);
    const b = sketch.conv('b', a, 8);
    const { model, layers } = sketch.done(sketch.classify('fc', b));
    // At b: its input, 8*8*4 values at 4 bits, and its output, 8*8*8 values read by fc at 8 bits.
    const bits: Record<string, number> = { a: 8, b: 4, fc: 8 };
    const peak = peakActivationBytes(model, layers, (l) => pair(8, bits[l.name]!));
    expect(peak).toMatchObject({ bytes: (8 * 8 * 4) / 2 + 8 * 8 * 8, node: 'b' });
    expect(peak.tensors.map(({ name, bits: b, bytes }) => [name, b, bytes])).toEqual([
      ['b/relu', 8, 512],
      ['a/relu', 4, 128],
    ]);
  });

  it('holds a residual branch until its addition', () => {
    const sketch = new Sketch(8, 4);
    const a = sketch.conv('a', sketch.input, 4);
    const c = sketch.conv('c', sketch.conv('b', a, 4), 4);
    const { model, layers } = sketch.done(sketch.classify('fc', sketch.add('sum', a, c)));
    const peak = peakActivationBytes(model, layers, () => pair(8, 8));
    expect(peak.bytes).toBe(3 * 8 * 8 * 4);
  });

  it('follows the image size at which the layers were listed', () => {
    const { model } = residualModel(18);
    const free = {
      ...model,
      tensors: model.tensors.map((t) =>
        t.id === model.inputs[0] ? { ...t, shape: [null, null, null, 3] } : t,
      ),
    };
    const at = (size: number) => {
      const layers = listLayers(free, resolveShapes(free, [[1, size, size, 3]]));
      return peakActivationBytes(free, layers, () => null).bytes;
    };
    expect(at(96)).toBe(9 * at(32));
  });
});

describe('totals', () => {
  const { model, layers } = residualModel(50);

  it('of a uniform plan are the sums over layers', () => {
    const profile = shipped('bitfusion');
    const totals = planTotals({ model, layers, profile }, () => pair(4, 8));
    const sum = (cost: 'size' | 'bops' | 'latency') =>
      layers.reduce((total, l) => total + layerCosts(l, pair(4, 8), profile)[cost]!, 0);
    expect(totals.sizeBytes).toBeCloseTo(sum('size'), 6);
    expect(totals.gbops).toBeCloseTo(sum('bops'), 9);
    expect(totals.latencyMs).toBeCloseTo(sum('latency'), 9);
  });

  it('stand in rows from float down the widths that the profile has', () => {
    const rows = referenceTotals({ model, layers, profile: shipped('generic-int') });
    expect(rows.map((row) => row.label)).toEqual(['float', '16/16', '8/8', '4/4', '2/2']);
    expect(rows[0]!.gbops).toBeCloseTo(rows[2]!.gbops * 16, 6);
    expect(rows[2]!.activationBytes).toBeLessThanOrEqual(rows[0]!.activationBytes / 4 + 40);
    expect(rows[0]!.latencyMs).toBeNull();
    expect(rows.every((row) => row.exact)).toBe(true);
  });

  it('count layers that cannot run a pair at the next wider one', () => {
    const sketch = new Sketch(8, 4);
    const small = sketch.done(
      sketch.classify('fc', sketch.depthwise('dw', sketch.conv('c', sketch.input, 4))),
    );
    const rows = referenceTotals({ ...small, profile: shipped('nvidia-t4-hawqv3') });
    expect(rows.map(({ label, exact }) => [label, exact])).toEqual([
      ['float', true],
      ['8/8', true],
      ['4/4', false],
    ]);
    const [, int8, int4] = rows;
    const dw = small.layers.find((l) => l.name === 'dw')!.parameters;
    expect(int4!.sizeBytes).toBe((int8!.sizeBytes - 16 - dw) / 2 + 16 + dw);
  });
});
