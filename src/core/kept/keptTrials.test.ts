import { describe, expect, it } from 'vitest';
import type { EvaluateRequest, TrialErrors } from '../ports.ts';
import { defaultQuantizer } from '../quantize/QuantizerSettings.ts';
import type { Widths } from '../quantize/Widths.ts';
import type { HeadErrors } from '../verify/compareOutputs.ts';
import { evaluateTrials } from '../verify/evaluateTrials.ts';
import { keptTrials } from './keptTrials.ts';
import { memoryStore } from './memoryStore.ts';

const images = 5;
const heads = [
  { tensor: 7, name: 'logits', kind: 'classes', probabilities: false, size: 3 },
  { tensor: 9, name: 'boxes', kind: 'values', probabilities: false, size: 4 },
] as const;

function errorsOf(widths: Widths, first: number, count: number): HeadErrors[] {
  const total = Object.values(widths).reduce((n, { input = 0, weights = 0 }) => n + input + 10 * weights, 0);
  const of = (value: (image: number) => number) => Array.from({ length: count }, (_, i) => value(first + i));
  return heads.map(({ name, kind }) => ({
    head: name,
    kl: Float64Array.from(kind === 'classes' ? of((i) => 1 / (total + i + 3)) : []),
    topFloat: Int32Array.from(kind === 'classes' ? of((i) => i % 3) : []),
    top: Int32Array.from(kind === 'classes' ? of((i) => (i + total) % 3) : []),
    error: Float64Array.from(of((i) => total / 7 + i)),
    signal: Float64Array.from(of((i) => 2 + i)),
    span: Float64Array.from(of((i) => 1 + i)),
  }));
}

/** An engine that evaluates in two batches, all trials of a batch one after another. */
function engine() {
  let steps: TrialErrors[] = [];
  let at = 0;
  const asked: EvaluateRequest[] = [];
  return {
    asked,
    dataHash: async (role?: string) => `hash of ${role}`,
    beginEvaluate: async (request: EvaluateRequest) => {
      asked.push(request);
      at = 0;
      steps = [
        [0, 3],
        [3, 2],
      ].flatMap(([first, count]) =>
        request.trials.map((changes, trial) => ({
          trial,
          first: first!,
          images: count!,
          heads: errorsOf({ ...request.base, ...changes }, first!, count!),
        })),
      );
      return { heads, batchSize: 3, batches: 2, images, estimatedBytes: 0 };
    },
    stepEvaluate: async () => {
      const result = steps[at++]!;
      return { finished: at === steps.length, fraction: at / steps.length, passes: at, result };
    },
    endEvaluate: async () => undefined,
  };
}

const trials: Widths[] = [{ a: { input: 4 } }, { a: { weights: 2, input: 3 } }, { b: { input: 8 } }];
const request: EvaluateRequest = { data: 'verification', quantizer: defaultQuantizer, trials };
const options = { now: () => 0 };

async function run(
  store: ReturnType<typeof memoryStore>,
  from = engine(),
  what = request,
  stopAfter = Number.POSITIVE_INFINITY,
) {
  const found = new Map<number, readonly HeadErrors[]>();
  const fractions: number[] = [];
  for await (const { done, fraction, start } of keptTrials({ store, model: 'm' }, from, what, options)) {
    fractions.push(fraction);
    expect(start).toMatchObject({ heads, images });
    if (done) found.set(done.trial, done.heads);
    if (found.size >= stopAfter) break;
  }
  return { found, fractions, asked: from.asked };
}

describe('keptTrials', () => {
  it('gives what evaluateTrials gives, and the second time without the engine', async () => {
    const plain = new Map<number, readonly HeadErrors[]>();
    for await (const { done } of evaluateTrials(engine(), request, options))
      if (done) plain.set(done.trial, done.heads);
    const store = memoryStore();
    expect((await run(store)).found).toEqual(plain);
    const second = await run(store);
    expect(second.found).toEqual(plain);
    expect(second.asked).toEqual([]);
    expect(second.fractions).toEqual([1, 1, 1]);
  });

  it('runs only what is not kept after it was stopped half-way', async () => {
    const store = memoryStore();
    expect((await run(store, engine(), request, 1)).found.size).toBe(1);
    const rest = await run(store);
    expect(rest.asked.map(({ trials: asked }) => asked)).toEqual([[trials[1], trials[2]]]);
    expect([...rest.found.keys()]).toEqual([0, 1, 2]);
    expect(rest.found.get(2)).toEqual(errorsOf(trials[2]!, 0, images));
    expect(rest.fractions).toEqual([...rest.fractions].sort((a, b) => a - b));
    expect(rest.fractions.at(-1)).toBe(1);
  });

  it('knows a trial again that another base makes', async () => {
    const store = memoryStore();
    await run(store, engine(), { ...request, trials: [{ a: { input: 4 }, b: { input: 8 } }] });
    const other = {
      ...request,
      base: { a: { input: 4 } },
      trials: [{ b: { input: 8 } }, { b: { input: 2 } }],
    };
    const { asked, found } = await run(store, engine(), other);
    expect(asked.map((what) => what.trials)).toEqual([[{ b: { input: 2 } }]]);
    expect(found.get(1)).toEqual(errorsOf({ a: { input: 4 }, b: { input: 2 } }, 0, images));
  });

  it('runs everything again with another quantizer, and where what is kept is broken', async () => {
    const store = memoryStore();
    await run(store);
    const other = { ...defaultQuantizer, biasCorrection: true };
    expect((await run(store, engine(), { ...request, quantizer: other })).asked).toHaveLength(1);
    for (const { key } of await store.list()) await store.put(key, { format: 'evaluation 1', heads: [{}] });
    expect((await run(store)).asked).toHaveLength(1);
  });
});
