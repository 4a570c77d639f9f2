import type { MeasurementStore } from '../ports.ts';

/** A store that forgets what was saved longest ago once all together is more than so many bytes. What was put last stays. */
export function boundedStore(store: MeasurementStore, mostBytes: number): MeasurementStore {
  const seen = new Set<string>();
  return {
    ...store,
    put: async (key, value) => {
      await store.put(key, value);
      // A measurement is put again and again while it grows: looking once is enough.
      if (seen.has(key)) return;
      seen.add(key);
      const others = [...(await store.list())].sort((a, b) => a.savedAt - b.savedAt);
      let bytes = others.reduce((sum, entry) => sum + entry.bytes, 0);
      for (const entry of others) {
        if (bytes <= mostBytes) break;
        if (entry.key === key) continue;
        await store.delete(entry.key);
        bytes -= entry.bytes;
      }
    },
  };
}
