import { describe, expect, it } from 'vitest';
import type { MeasurementStore } from '../ports.ts';
import { harmlessStore } from './harmlessStore.ts';
import { KeptWriter } from './KeptWriter.ts';
import { memoryStore } from './memoryStore.ts';

describe('KeptWriter', () => {
  it('writes the newest state once a second, and the last one when it is flushed', async () => {
    const store = memoryStore();
    const written: unknown[] = [];
    let time = 0;
    const counting: MeasurementStore = {
      ...store,
      put: (key, value) => {
        written.push(value);
        return store.put(key, value);
      },
    };
    const writer = new KeptWriter(counting, 'key', () => time);
    for (let i = 0; i < 50; i++) {
      time = i * 100;
      writer.note(() => i);
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
      await Promise.resolve();
    }
    await writer.flush();
    expect(written).toEqual([10, 20, 30, 40, 49]);
    await writer.flush();
    expect(written).toHaveLength(5);
    expect((await store.get('key'))?.value).toBe(49);
  });

  it('does not let an older write come after a newer one', async () => {
    const written: unknown[] = [];
    const waiting: (() => void)[] = [];
    let time = 0;
    const slow: MeasurementStore = {
      ...memoryStore(),
      put: async (_key, value) => {
        await new Promise<void>((resolve) => waiting.push(resolve));
        written.push(value);
      },
    };
    const writer = new KeptWriter(slow, 'key', () => time);
    time = 2000;
    writer.note(() => 'old');
    time = 4000;
    writer.note(() => 'new');
    const flushed = writer.flush();
    expect(waiting).toHaveLength(1);
    waiting[0]!();
    while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 0));
    waiting[1]!();
    await flushed;
    expect(written).toEqual(['old', 'new']);
  });
});

describe('harmlessStore', () => {
  it('makes a store that fails an empty one, and says why once', async () => {
    const fail = async (): Promise<never> => {
      throw new Error('no room');
    };
    const told: string[] = [];
    const store = harmlessStore({ get: fail, put: fail, list: fail, delete: fail }, (why) => told.push(why));
    expect(await store.get('a')).toBeNull();
    await store.put('a', 1);
    await store.delete('a');
    expect(await store.list()).toEqual([]);
    expect(told).toEqual(['no room']);
  });
});
