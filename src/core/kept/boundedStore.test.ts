import { describe, expect, it } from 'vitest';
import { boundedStore } from './boundedStore.ts';
import { memoryStore } from './memoryStore.ts';

describe('boundedStore', () => {
  it('forgets the oldest where there is no room for a new measurement, never the new one', async () => {
    let time = 0;
    const store = boundedStore(
      memoryStore(() => time++),
      30,
    );
    const keys = async () => (await store.list()).map(({ key }) => key).sort();
    // Eight letters and two quotes each.
    await store.put('a', 'xxxxxxxx');
    await store.put('b', 'xxxxxxxx');
    await store.put('c', 'xxxxxxxx');
    expect(await keys()).toEqual(['a', 'b', 'c']);
    await store.put('a', 'yyyyyyyy');
    await store.put('d', 'xxxxxxxx');
    expect(await keys()).toEqual(['a', 'c', 'd']);
    await store.put('e', 'x'.repeat(100));
    expect(await keys()).toEqual(['e']);
    expect((await store.get('e'))?.value).toHaveLength(100);
  });
});
