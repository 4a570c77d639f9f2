import type { Remote } from 'comlink';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../core/ports.ts';
import { connectEngine } from './connectEngine.ts';
import type { WorkerLink } from './WorkerLink.ts';

function fakeLinks() {
  const opened: { die(reason: Error): void; ended: boolean }[] = [];
  const open = (): WorkerLink<Engine> => {
    let lose: (reason: Error) => void = () => undefined;
    const lost = new Promise<never>((_, reject) => {
      lose = reject;
    });
    lost.catch(() => undefined);
    const number = opened.length;
    const engine = {
      memory: async () => ({ tensors: number, bytes: 0 }),
      stepMeasure: () => new Promise(() => undefined),
    };
    const record = { die: (reason: Error) => lose(reason), ended: false };
    opened.push(record);
    return {
      remote: engine as unknown as Remote<Engine>,
      lost,
      end: (reason) => {
        record.ended = true;
        lose(reason);
      },
    };
  };
  return { opened, open };
}

describe('connectEngine', () => {
  it('starts its worker with the first call', async () => {
    const { opened, open } = fakeLinks();
    const engine = connectEngine(open);
    expect(opened.length).toBe(0);
    expect(await engine.memory()).toEqual({ tensors: 0, bytes: 0 });
    await engine.memory();
    expect(opened.length).toBe(1);
  });

  it('rejects what waits for a worker that died with an EngineLostError, and starts a new one on demand', async () => {
    const { opened, open } = fakeLinks();
    const engine = connectEngine(open);
    const step = engine.stepMeasure();
    opened[0]!.die(new Error('A worker stopped: memory access out of bounds.'));
    await expect(step).rejects.toMatchObject({
      name: 'EngineLostError',
      message: expect.stringContaining('out of bounds'),
    });
    expect(await engine.memory()).toEqual({ tensors: 1, bytes: 0 });
  });

  it('ends the worker on restart', async () => {
    const { opened, open } = fakeLinks();
    const engine = connectEngine(open);
    const step = engine.stepMeasure();
    await engine.restart();
    await expect(step).rejects.toMatchObject({ name: 'EngineLostError' });
    expect(opened[0]!.ended).toBe(true);
    expect(await engine.memory()).toEqual({ tensors: 1, bytes: 0 });
  });
});
