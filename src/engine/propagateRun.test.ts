import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { EvaluateRequest, LayerMeasurement, MeasureRequest } from '../core/ports.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import { damageOf } from '../core/verify/Verification.ts';
import { evaluateRun } from './evaluateRun.ts';
import { eachBackend } from './fixtures/eachBackend.ts';
import { finishMeasure } from './fixtures/finishMeasure.ts';
import { noiseDataset } from './fixtures/noiseDataset.ts';
import { derivableLayers, openDerivable } from './fixtures/openDerivable.ts';
import { measureRun } from './measureRun.ts';
import type { MeasureRun } from './measuringRun.ts';
import { modelLayers, passMacs } from './modelLayers.ts';
import type { Numerics } from './Numerics.ts';
import { propagateRun } from './propagateRun.ts';
import { createGraphRunner } from './runGraph.ts';

const count = 6;
const dataset = noiseDataset(5, count, [12, 12, 3]);
const pair = { weightBits: 6, activationBits: 6 };

const open = (numerics: Numerics) => openDerivable(numerics, dataset);

const request: MeasureRequest = {
  operands: 'both',
  pairs: Object.fromEntries(derivableLayers.map((name) => [name, [pair]])),
  quantizer: defaultQuantizer,
};

const gather = async (run: MeasureRun): Promise<LayerMeasurement[]> =>
  (await finishMeasure(run)).measurements;

/** Mean damage of each layer alone, by a real forward pass. */
async function measured(context: ReturnType<typeof open>['context'], base?: EvaluateRequest['base']) {
  const run = evaluateRun(context, {
    data: 'calibration',
    quantizer: defaultQuantizer,
    trials: derivableLayers.map((name) => ({ [name]: { weights: 6, input: 6 } })),
    ...(base ? { base } : {}),
  });
  const damage: Record<string, number> = {};
  try {
    for (;;) {
      const { finished, result } = await run.step();
      if (result) {
        const list = damageOf(run.start.heads, result.heads);
        damage[derivableLayers[result.trial]!] = list.reduce((a, b) => a + b) / list.length;
      }
      if (finished) return damage;
    }
  } finally {
    await run.end();
  }
}

const mean = (list: Float64Array): number => list.reduce((a, b) => a + b) / list.length;

describe.each(await eachBackend())('propagateRun on $backend', ({ missing, start }) => {
  let numerics: Numerics;
  beforeAll(async () => {
    if (!missing) numerics = await start();
  });

  it.skipIf(missing)(
    'predicts the damage of small errors at the network output, op by op',
    async () => {
      const before = tf.memory().numTensors;
      const { context, runner } = open(numerics);
      // As many directions as classes: the second order is exact.
      const found = await gather(propagateRun(context, { ...request, probes: 5 }));
      const truth = await measured(context);
      expect(found.map((m) => m.layer).toSorted()).toEqual(derivableLayers.toSorted());
      for (const { layer, damage } of found) {
        const ratio = mean(damage!) / truth[layer]!;
        // Behind the first layer lies a max pool: which value is largest changes with the error.
        const [low, high] = layer === 'stem' ? [0.7, 1.4] : [0.96, 1.04];
        expect(ratio, layer).toBeGreaterThan(low);
        expect(ratio, layer).toBeLessThan(high);
      }
      runner.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
    120_000,
  );
});

describe.each((await eachBackend()).filter(({ backend }) => backend !== 'webgpu'))(
  'propagateRun on $backend',
  ({ start }) => {
    let numerics: Numerics;
    beforeAll(async () => {
      numerics = await start();
    });

    it('measures the same local errors as a forward measurement', async () => {
      const { context, runner } = open(numerics);
      const there = await gather(measureRun(context, request));
      const back = await gather(propagateRun(context, { ...request, probes: 1 }));
      for (const { layer, values } of there) {
        const other = back.find((m) => m.layer === layer)!;
        values.forEach((value, i) => {
          expect(other.values[i]! / (value || 1), `${layer} ${i}`).toBeCloseTo(value ? 1 : 0, 3);
        });
      }
      runner.dispose();
    });

    it('counts its work in forward passes: ranges, forward, each direction back, each pair', async () => {
      const { context, runner } = open(numerics);
      const { layers } = modelLayers(context.model, dataset.shape, []);
      const { steps } = await finishMeasure(propagateRun(context, { ...request, probes: 3 }));
      // The way back ends at the first layer, once it is measured.
      const back = 1 - layers.find(({ name }) => name === 'stem')!.macs / passMacs(layers);
      expect(steps.at(-1)!.passes).toBeCloseTo(1 + 1 + 3 * back + 1, 9);
      expect(steps[0]!.passes).toBeLessThan(steps.at(-1)!.passes);
      runner.dispose();
    });

    it('gives the same in batches as at once', async () => {
      const { context, runner } = open(numerics);
      const whole = await gather(propagateRun(context, { ...request, probes: 5 }));
      const parts = await gather(propagateRun(context, { ...request, probes: 5, batchSize: 4 }));
      for (const { layer, damage } of whole) {
        const mine = parts.filter((m) => m.layer === layer).flatMap((m) => Array.from(m.damage!));
        expect(mine).toHaveLength(count);
        expect(mean(Float64Array.from(mine)) / mean(damage!)).toBeCloseTo(1, 2);
      }
      runner.dispose();
    });
  },
);

describe('propagateRun', () => {
  it('names the op that has no derivative and leaves nothing behind', async () => {
    const { start } = (await eachBackend()).find((b) => b.backend === 'wasm')!;
    const numerics = await start();
    const before = tf.memory().numTensors;
    const { context, runner } = open(numerics);
    const nodes = context.model.nodes.map((node) =>
      node.name === 'tanh' ? { ...node, op: 'unary' as const, attrs: { fn: 'cosh' as const } } : node,
    );
    const model = { ...context.model, nodes };
    const odd = createGraphRunner(model, context.weights);
    const run = propagateRun({ ...context, model, runner: odd }, { ...request, probes: 1 });
    await expect(gather(run)).rejects.toThrow('Node "tanh" (unary) has no derivative here');
    odd.dispose();
    runner.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
