import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EvaluateRequest } from '../core/ports.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import type { Widths } from '../core/quantize/Widths.ts';
import { damageOf } from '../core/verify/Verification.ts';
import { evaluateRun } from './evaluateRun.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import { noiseDataset } from './fixtures/noiseDataset.ts';
import { derivableLayers, openDerivable } from './fixtures/openDerivable.ts';
import type { Numerics } from './Numerics.ts';

const count = 5;
const calibration = noiseDataset(5, count, [12, 12, 3]);
const dataset = noiseDataset(6, count, [12, 12, 3]);
const all = (weights: number, input: number): Widths =>
  Object.fromEntries(derivableLayers.map((name) => [name, { weights, input }]));

const open = (numerics: Numerics) => openDerivable(numerics, dataset, calibration);

/** Damage image by image of every trial, in the order of the trials; and the passes it took. */
async function damages(context: ReturnType<typeof open>['context'], request: Partial<EvaluateRequest>) {
  const run = evaluateRun(context, {
    data: 'verification',
    quantizer: defaultQuantizer,
    trials: [],
    ...request,
  });
  const found: number[][] = [];
  try {
    for (;;) {
      const { finished, passes, result } = await run.step();
      if (result) {
        const list = found[result.trial] ?? [];
        found[result.trial] = list;
        damageOf(run.start.heads, result.heads).forEach((damage, i) => {
          list[result.first + i] = damage;
        });
      }
      if (finished) return { found, passes };
    }
  } finally {
    await run.end();
  }
}

const trials: Widths[] = [
  {},
  all(4, 4),
  { logits: { weights: 3 } },
  { stem: { input: 4 } },
  { gate: { weights: 4, input: 4 }, narrow: { input: 6 } },
];

describe.each(await eachBackend())('evaluateRun on $backend', ({ missing, start }) => {
  let numerics: Numerics;
  beforeAll(async () => {
    if (!missing) numerics = await start();
  });

  it.skipIf(missing)(
    'gives with shared beginnings what whole passes give, and leaves nothing behind',
    async () => {
      const before = tf.memory().numTensors;
      const { context, runner } = open(numerics);
      const naive = await damages(context, { trials, prefix: false });
      const shared = await damages(context, { trials });
      expect(shared.found).toEqual(naive.found);
      expect(shared.found[0]).toEqual([0, 0, 0, 0, 0]);
      for (const list of shared.found.slice(1)) {
        expect(list).toHaveLength(count);
        for (const damage of list) expect(damage).toBeGreaterThan(0);
      }
      expect(shared.passes).toBeLessThan(naive.passes);
      runner.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
    120_000,
  );
});

describe.each((await eachBackend()).filter(({ backend }) => backend !== 'webgpu'))(
  'evaluateRun on $backend',
  ({ start }) => {
    let numerics: Numerics;
    beforeAll(async () => {
      numerics = await start();
    });

    it('starts from a base: the same plan is the same, whichever part of it is the base', async () => {
      const { context, runner } = open(numerics);
      const whole = await damages(context, { trials: [all(4, 6)] });
      const { logits, ...others } = all(4, 6);
      const parts = await damages(context, { base: others, trials: [{ logits: logits! }, {}] });
      expect(parts.found[0]).toEqual(whole.found[0]);
      expect(parts.found[1]).not.toEqual(whole.found[0]);
      // A trial may also let a layer of the base go.
      const freed = await damages(context, { base: all(4, 6), trials: [{ logits: {} }] });
      expect(freed.found[0]).toEqual(parts.found[1]);
      runner.dispose();
    });

    it('takes ranges from the calibration data, whatever runs, and the same in batches', async () => {
      const { context, runner } = open(numerics);
      const whole = await damages(context, { trials: [all(6, 6)] });
      const ends = [...context.ranges].map(([tensor, { min, max }]) => [tensor, min, max]);
      const parts = await damages(context, { trials: [all(6, 6)], batchSize: 2 });
      parts.found[0]!.forEach((damage, i) => {
        expect(damage / whole.found[0]![i]!).toBeCloseTo(1, 3);
      });
      const other = open(numerics);
      await damages({ ...other.context, dataset: calibration }, { trials: [all(6, 6)] });
      expect([...other.context.ranges].map(([tensor, { min, max }]) => [tensor, min, max])).toEqual(ends);
      runner.dispose();
      other.runner.dispose();
    });

    it('runs the float network and the ranges once, then only what is asked', async () => {
      const { context, runner } = open(numerics);
      const first = await damages(context, { trials: [all(8, 8)] });
      const again = await damages(context, { trials: [all(8, 8)] });
      expect(first.passes).toBeCloseTo(3, 6);
      expect(again.passes).toBeCloseTo(1, 6);
      expect(again.found).toEqual(first.found);
      const few = await damages(context, { trials: [all(8, 8)], images: 2 });
      expect(few.found[0]).toHaveLength(2);
      runner.dispose();
    });

    it('refuses a layer that the model does not have', () => {
      const { context, runner } = open(numerics);
      expect(() =>
        evaluateRun(context, {
          data: 'verification',
          quantizer: defaultQuantizer,
          trials: [{ nobody: { weights: 4 } }],
        }),
      ).toThrow('The model has no layer "nobody".');
      runner.dispose();
    });
  },
);
