import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions } from '../StudioState.ts';

/** What is kept of measurements from one visit to the next: how much, and away with it. */
export function keptActions({
  store,
  host,
}: Pick<StudioParts, 'store' | 'host'>): Pick<StudioActions, 'countKept' | 'clearKept'> {
  const countKept = async (): Promise<void> => {
    const list = (await host.measurements?.list()) ?? [];
    const bytes = list.reduce((sum, entry) => sum + entry.bytes, 0);
    store.setState({ keptMeasurements: { count: list.length, bytes } });
  };
  return {
    countKept,
    clearKept: async () => {
      for (const { key } of (await host.measurements?.list()) ?? []) await host.measurements?.delete(key);
      store.setState({ aqsKept: null });
      await countKept();
    },
  };
}
