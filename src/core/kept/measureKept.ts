import type { Engine, Histogram, MeasurementStore, MeasureRequest } from '../ports.ts';
import { type MeasureProgress, measureModel } from '../sensitivity/measureModel.ts';
import { packAqs, unpackAqs } from './KeptAqs.ts';
import { KeptWriter } from './KeptWriter.ts';
import {
  addMeasured,
  type MeasuredTables,
  missingSteps,
  missingWork,
  nothingMeasured,
} from './MeasuredTables.ts';
import { aqsKey } from './measurementKey.ts';

/** Where AQS are kept, of which model, and on how many images they must stand. */
export interface AqsShelf {
  /** Absent: nothing is kept, and everything is measured. */
  readonly store?: MeasurementStore | undefined;
  /** SHA-256 of the model that the engine holds. */
  readonly model: string;
  /** Samples of the calibration data. */
  readonly images: number;
}

export interface KeptProgress {
  /** As far as it is measured, unrepaired. */
  readonly tables: MeasuredTables;
  /** When the part that was kept was saved, in milliseconds since 1970; absent where nothing was. */
  readonly keptAt?: number;
  /** Absent in the first answer, which comes before anything is measured. */
  readonly progress?: MeasureProgress;
}

/**
 * As `measureModel`, of pairs or of steps, but measures only what is not kept, and keeps it as it comes, also when the caller stops half-way.
 * Answers once at the start, with what was kept, and once a step.
 */
export async function* measureKept(
  { store, model, images }: AqsShelf,
  engine: Pick<Engine, 'dataHash' | 'beginMeasure' | 'stepMeasure' | 'endMeasure'>,
  request: MeasureRequest,
  options: { readonly signal?: AbortSignal; readonly now: () => number },
): AsyncGenerator<KeptProgress, void, undefined> {
  const key = store ? aqsKey({ model, calibration: await engine.dataHash('calibration') }, request) : '';
  const found = store ? await store.get(key) : null;
  const kept = unpackAqs(found?.value);
  let tables = kept?.tables ?? nothingMeasured;
  let histograms: Readonly<Record<string, Histogram>> = kept?.histograms ?? {};
  const keptAt = kept && found ? { keptAt: found.savedAt } : {};
  yield { tables, ...keptAt };

  const missing = request.steps
    ? missingSteps(tables, request.steps, images)
    : missingWork(tables, request.pairs, images, (request.probes ?? 0) > 0);
  if (Object.keys('steps' in missing ? missing.steps : missing.pairs).length === 0) return;
  const writer = store ? new KeptWriter(store, key, options.now) : null;
  try {
    for await (const progress of measureModel(engine, { ...request, ...missing }, options)) {
      const { measurement } = progress;
      if (measurement) {
        tables = addMeasured(tables, measurement, images);
        histograms = { ...histograms, [measurement.layer]: measurement.inputHistogram };
        const newest = { tables, histograms };
        writer?.note(() => packAqs(newest));
      }
      yield { tables, ...keptAt, progress };
    }
  } finally {
    await writer?.flush();
  }
}
