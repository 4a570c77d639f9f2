import type { Engine, LayerMeasurement, MeasureRequest } from '../ports.ts';

export interface MeasureProgress {
  /** Steps done and to do. */
  readonly done: number;
  readonly total: number;
  /** Estimated from the work done so far; absent before the first step. */
  readonly remainingMs?: number;
  /** Forward passes of all images so far, by multiply-accumulates. */
  readonly passes: number;
  readonly batchSize: number;
  readonly batches: number;
  readonly estimatedBytes: number;
  readonly measurement?: LayerMeasurement;
}

/**
 * Measures a model step by step: yields once at the start and once a step, and always ends the measurement in the engine,
 * also when the caller stops asking. `now` gives milliseconds. Throws the signal's reason when it is aborted between two
 * steps, and whatever the engine throws.
 */
export async function* measureModel(
  engine: Pick<Engine, 'beginMeasure' | 'stepMeasure' | 'endMeasure'>,
  request: MeasureRequest,
  { signal, now }: { readonly signal?: AbortSignal; readonly now: () => number },
): AsyncGenerator<MeasureProgress, void, undefined> {
  signal?.throwIfAborted();
  const { steps, batchSize, batches, estimatedBytes } = await engine.beginMeasure(request);
  const common = { total: steps, batchSize, batches, estimatedBytes };
  let failed = false;
  try {
    signal?.throwIfAborted();
    yield { ...common, done: 0, passes: 0 };
    const started = now();
    for (let done = 0; done < steps; ) {
      signal?.throwIfAborted();
      const step = await engine.stepMeasure();
      signal?.throwIfAborted();
      done = step.done;
      const { fraction, passes } = step;
      const remainingMs = fraction > 0 ? ((now() - started) * (1 - fraction)) / fraction : undefined;
      yield {
        ...common,
        done,
        passes,
        ...(remainingMs === undefined ? {} : { remainingMs }),
        ...(step.measurement ? { measurement: step.measurement } : {}),
      };
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    // A lost engine cannot end anything; the first error is the one to tell.
    if (failed) await engine.endMeasure().catch(() => undefined);
    else await engine.endMeasure();
  }
}
