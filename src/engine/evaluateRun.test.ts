import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Dataset } from '../core/calibration/Dataset.ts';
import { random } from '../core/calibration/random.ts';
import type { EvaluateRequest } from '../core/ports.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import type { Widths } from '../core/quantize/Widths.ts';
import { damageOf } from '../core/verify/Verification.ts';
import type { CalibrationRanges } from './calibrationRanges.ts';
import { evaluateRun } from './evaluateRun.ts';
import { FloatOutputs } from './FloatOutputs.ts';
import { derivableModel } from './fixtures/derivableModel.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import type { Numerics } from './Numerics.ts';
import { createGraphRunner } from './runGraph.ts';

const count = 5;
function noise(seed: number): Dataset {
  const next = random(seed);
  const values = Float32Array.from({ length: count * 432 }, () => next() * 2 - 1);
  return { name: `noise ${seed}`, kind: 'synthetic', count, shape: [12, 12, 3], values };
}
const calibration = noise(5);
const dataset = noise(6);
const layers = ['stem', 'depth', 'narrow', 'wide', 'gate', 'framed', 'hidden', 'logits'];
const all = (weights: number, input: number): Widths =>
  Object.fromEntries(layers.map((name) => [name, { weights, input }]));

function open(numerics: Numerics) {
  const { model, weights } = derivableModel();
  const runner = createGraphRunner(model, weights);
  const ranges: CalibrationRanges = new Map();
  const context = {
    model,
    weights,
    runner,
    numerics,
    calibration,
    dataset,
    ranges,
    floatOutputs: new FloatOutputs(count),
    limits: { totalBytes: 1e9, tensorBytes: 1e9 },
    now: () => 0,
  };
  return { context, runner };
}

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
