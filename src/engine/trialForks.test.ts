import { describe, expect, it } from 'vitest';
import type { Layer } from '../core/model/Layer.ts';
import type { EvaluateRequest } from '../core/ports.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import type { Widths } from '../core/quantize/Widths.ts';
import { forkMacs, trialForks } from './trialForks.ts';

const layer = (name: string, node: number, macs: number) => ({ name, node, macs }) as Layer;
const layers = [layer('a', 1, 100), layer('b', 4, 10), layer('c', 6, 1)];
const request = (change: Partial<EvaluateRequest>): EvaluateRequest => ({
  data: 'verification',
  quantizer: defaultQuantizer,
  trials: [],
  ...change,
});

describe('trialForks', () => {
  it('orders trials by the first layer that they change against the base', () => {
    const base = { a: { weights: 8 }, b: { weights: 8 } };
    const trials: Widths[] = [{ c: { input: 4 } }, { a: { weights: 8 } }, { a: { weights: 8 }, b: {} }];
    expect(trialForks(request({ base, trials }), layers)).toEqual([
      { index: 2, widths: { a: { weights: 8 }, b: {} }, from: 4 },
      { index: 0, widths: { ...base, c: { input: 4 } }, from: 6 },
      { index: 1, widths: base, from: Infinity },
    ]);
    const whole = trialForks(request({ base, trials, prefix: false }), layers);
    expect(whole.map(({ index, from }) => [index, from])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ]);
  });
});

describe('forkMacs', () => {
  it('counts the base up to the last fork and each trial from its own', () => {
    const forks = (...trials: EvaluateRequest['trials']) => trialForks(request({ trials }), layers);
    expect(forkMacs(forks(), layers)).toBe(0);
    expect(forkMacs(forks({ b: { weights: 4 } }), layers)).toBe(100 + 11);
    expect(forkMacs(forks({ a: { weights: 4 } }, { c: { weights: 4 } }), layers)).toBe(110 + 111 + 1);
    expect(forkMacs(forks({ c: { weights: 4 } }, {}), layers)).toBe(111 + 1);
  });
});
