import { describe, expect, it } from 'vitest';
import type { Group } from '../../core/groups/Group.ts';
import type { Layer } from '../../core/model/Layer.ts';
import { bitSteps, changedPaints, kindLabel, layerPaints, type PaintInput } from './layerPaint.ts';

const layer = (name: string): Layer => ({ name, label: 'Conv2D 3x3' }) as Layer;
const group = (...layers: string[]): Group => ({
  id: layers.join('+'),
  layers,
  kinds: [],
  reasons: [],
  pairs: [],
});
const pair = (weightBits: number, activationBits: number) => ({ weightBits, activationBits });

const input: PaintInput = {
  layers: [layer('a'), layer('b')],
  groupOf: new Map([
    ['a', group('a')],
    ['b', group('b')],
  ]),
  plan: new Map([
    ['a', pair(4, 8)],
    ['b', pair(8, 8)],
  ]),
  pins: { b: '8/8' },
  sensitivity: new Map([['a', 0.012]]),
  scale: { kind: 'log', low: 1e-4, high: 1 },
  unit: 'AQS',
};

describe('layerPaints', () => {
  it('says all of a layer in one line', () => {
    const paints = layerPaints(input);
    expect(paints.get('a')).toMatchObject({
      text: 'a, Conv2D 3x3, 4/8 bits, AQS 0.0120',
      bits: '4/8',
      weightSteps: 2,
      activationSteps: 3,
      pinned: false,
    });
    expect(paints.get('b')).toMatchObject({
      text: 'b, Conv2D 3x3, 8/8 bits, not measured yet, pinned',
      fill: null,
    });
  });

  it('shows SQNR the right way round', () => {
    const scale = { kind: 'linear', low: -40, high: 0 } as const;
    const paints = layerPaints({ ...input, scale, unit: 'SQNR', sensitivity: new Map([['a', -31]]) });
    expect(paints.get('a')!.text).toContain('SQNR 31.0 dB');
  });

  it('finds exactly the layers that a tick changed', () => {
    const before = layerPaints(input);
    expect(changedPaints(before, layerPaints({ ...input }))).toEqual([]);
    const plan = new Map([...input.plan, ['b', pair(4, 4)] as const]);
    expect(changedPaints(before, layerPaints({ ...input, plan }))).toEqual(['b']);
    const sensitivity = new Map([['a', 0.4]]);
    expect(changedPaints(before, layerPaints({ ...input, sensitivity }))).toEqual(['a']);
  });
});

describe('bitSteps', () => {
  it('lights one step per doubling, within four', () => {
    expect([2, 3, 4, 6, 8, 16, 32].map(bitSteps)).toEqual([1, 2, 2, 3, 3, 4, 4]);
  });
});

describe('kindLabel', () => {
  it('keeps what tells layers apart', () => {
    const labels = [
      'Conv2D 3x3 /2',
      'DepthwiseConv2D 3x3',
      'Conv2DTranspose 2x2 /2',
      'Dense',
      'Conv2D 3x3 dilated 2',
    ];
    expect(labels.map((label) => kindLabel({ label }))).toEqual([
      '3x3 /2',
      'dw 3x3',
      'up 2x2 /2',
      'dense',
      '3x3 ·2',
    ]);
  });
});
