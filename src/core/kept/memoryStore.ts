import type { MeasurementStore } from '../ports.ts';

/** Keeps measurements as JSON in memory, as long as it lives itself. `time` gives milliseconds since 1970. */
export function memoryStore(time: () => number = () => 0): MeasurementStore {
  const kept = new Map<string, { readonly savedAt: number; readonly json: string }>();
  return {
    get: async (key) => {
      const found = kept.get(key);
      return found ? { savedAt: found.savedAt, value: JSON.parse(found.json) as unknown } : null;
    },
    put: async (key, value) => {
      kept.set(key, { savedAt: time(), json: JSON.stringify(value) });
    },
    list: async () => Array.from(kept, ([key, { savedAt, json }]) => ({ key, savedAt, bytes: json.length })),
    delete: async (key) => {
      kept.delete(key);
    },
  };
}
