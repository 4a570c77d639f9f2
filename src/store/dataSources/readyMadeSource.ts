import { factsOfValues } from '../../core/calibration/checkData.ts';
import type { Dataset } from '../../core/calibration/Dataset.ts';
import type { DataSource } from '../Session.ts';

/** Samples that need no preprocessing, as many as are asked for. */
export function readyMadeSource(
  kind: 'array' | 'synthetic',
  id: string,
  name: string,
  available: number,
  make: (count: number) => Dataset,
): DataSource {
  return {
    id,
    kind,
    name,
    available,
    give: async (engine, count, _signal, _report, role) => {
      const dataset = make(count);
      const facts = factsOfValues(dataset.values);
      await engine.setDataset(dataset, role);
      return { count, shape: dataset.shape, ...facts };
    },
  };
}
