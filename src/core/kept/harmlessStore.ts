import type { MeasurementStore } from '../ports.ts';

/**
 * A store whose failures (no room, a private window, a folder that cannot be written) cost nothing but that things are
 * measured again. `tell` hears of the first one.
 */
export function harmlessStore(store: MeasurementStore, tell: (reason: string) => void): MeasurementStore {
  let told = false;
  const attempt = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!told) tell(error instanceof Error ? error.message : String(error));
      told = true;
      return otherwise;
    }
  };
  return {
    get: (key) => attempt(() => store.get(key), null),
    put: (key, value) => attempt(() => store.put(key, value), undefined),
    list: () => attempt(() => store.list(), []),
    delete: (key) => attempt(() => store.delete(key), undefined),
  };
}
