import { createStore, del, entries, get, set, type UseStore } from 'idb-keyval';
import type { MeasurementStore } from './core/ports.ts';

interface Row {
  readonly savedAt: number;
  readonly json: string;
}

/** Keeps measurements in the browser's IndexedDB, as JSON texts. Opens it when it is first needed; rejects where that is forbidden. */
export function pageMeasurements(): MeasurementStore {
  let opened: UseStore | null = null;
  const store = (): UseStore => {
    opened ??= createStore('mixbit-studio', 'measurements');
    return opened;
  };
  return {
    get: async (key) => {
      const row = await get<Row>(key, store());
      return row ? { savedAt: row.savedAt, value: JSON.parse(row.json) as unknown } : null;
    },
    put: async (key, value) => {
      const row: Row = { savedAt: Date.now(), json: JSON.stringify(value) };
      await set(key, row, store());
    },
    list: async () =>
      (await entries<string, Row>(store())).map(([key, { savedAt, json }]) => ({
        key,
        savedAt,
        bytes: json.length,
      })),
    delete: async (key) => del(key, store()),
  };
}
