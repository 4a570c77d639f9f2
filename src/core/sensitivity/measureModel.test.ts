import { describe, expect, it } from 'vitest';
import type { Engine, MeasureRequest, MeasureStep } from '../ports.ts';
import { defaultQuantizer } from '../quantize/QuantizerSettings.ts';
import { measureModel } from './measureModel.ts';

const request: MeasureRequest = { operands: 'both', pairs: {}, quantizer: defaultQuantizer };

function fakeEngine(steps: readonly MeasureStep[] | Error) {
  const calls: string[] = [];
  let next = 0;
  const engine: Pick<Engine, 'beginMeasure' | 'stepMeasure' | 'endMeasure'> = {
    async beginMeasure() {
      calls.push('begin');
      return { steps: 4, batchSize: 8, batches: 1, estimatedBytes: 1000 };
    },
    async stepMeasure() {
      calls.push('step');
      if (steps instanceof Error) throw steps;
      return steps[next++]!;
    },
    async endMeasure() {
      calls.push('end');
    },
  };
  return { engine, calls };
}

const four: MeasureStep[] = [1, 2, 3, 4].map((done) => ({
  done,
  total: 4,
  fraction: done / 4,
  passes: 3 * done,
}));

describe('measureModel', () => {
  it('steps to the end and tells the time that remains', async () => {
    let time = 0;
    const { engine, calls } = fakeEngine(four);
    const seen = [];
    for await (const p of measureModel(engine, request, { now: () => (time += 100) }))
      seen.push([p.done, p.remainingMs, p.passes]);
    expect(seen).toEqual([
      [0, undefined, 0],
      [1, 300, 3],
      [2, 200, 6],
      [3, 100, 9],
      [4, 0, 12],
    ]);
    expect(calls).toEqual(['begin', 'step', 'step', 'step', 'step', 'end']);
  });

  it('ends the measurement when it is aborted', async () => {
    const { engine, calls } = fakeEngine(four);
    const stop = new AbortController();
    const run = async () => {
      for await (const p of measureModel(engine, request, { signal: stop.signal, now: () => 0 })) {
        if (p.done === 2) stop.abort(new Error('stopped by the user'));
      }
    };
    await expect(run()).rejects.toThrow('stopped by the user');
    expect(calls).toEqual(['begin', 'step', 'step', 'end']);
  });

  it('ends the measurement when the caller stops asking', async () => {
    const { engine, calls } = fakeEngine(four);
    for await (const p of measureModel(engine, request, { now: () => 0 })) if (p.done === 1) break;
    expect(calls).toEqual(['begin', 'step', 'end']);
  });

  it('hands on the error of the engine, the first one', async () => {
    const { engine, calls } = fakeEngine(new Error('device lost'));
    engine.endMeasure = async () => {
      calls.push('end');
      throw new Error('second');
    };
    const run = async () => {
      for await (const p of measureModel(engine, request, { now: () => 0 })) void p;
    };
    await expect(run()).rejects.toThrow('device lost');
    expect(calls).toEqual(['begin', 'step', 'end']);
  });

  it('does not begin when it is already aborted', async () => {
    const { engine, calls } = fakeEngine(four);
    const signal = AbortSignal.abort(new Error('too late'));
    const run = async () => {
      for await (const p of measureModel(engine, request, { signal, now: () => 0 })) void p;
    };
    await expect(run()).rejects.toThrow('too late');
    expect(calls).toEqual([]);
  });
});
