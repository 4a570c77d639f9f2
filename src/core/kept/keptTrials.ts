import type { Engine, EvaluateRequest, EvaluateStart, MeasurementStore } from '../ports.ts';
import type { HeadErrors } from '../verify/compareOutputs.ts';
import { type EvaluateProgress, evaluateTrials } from '../verify/evaluateTrials.ts';
import { type KeptEvaluation, packEvaluation, unpackEvaluation } from './KeptEvaluation.ts';
import { KeptWriter } from './KeptWriter.ts';
import { evaluationKey, trialKey } from './measurementKey.ts';

/** Where trials are kept, and of which model. */
export interface TrialShelf {
  /** Absent: nothing is kept, and every trial runs. */
  readonly store?: MeasurementStore | undefined;
  /** SHA-256 of the model that the engine holds. */
  readonly model: string;
}

/** Where trials are kept. */
export interface TrialPlace {
  /** Hash of the calibration data. */
  readonly calibration: string;
  /** Key of the evaluation in the store. */
  readonly evaluation: string;
}

/** Where the trials of a request are kept; the engine must hold the data. */
export async function trialPlace(
  { model }: Pick<TrialShelf, 'model'>,
  engine: Pick<Engine, 'dataHash'>,
  request: Omit<EvaluateRequest, 'trials'>,
): Promise<TrialPlace> {
  const calibration = await engine.dataHash('calibration');
  const data = request.data === 'calibration' ? calibration : await engine.dataHash(request.data);
  return { calibration, evaluation: evaluationKey({ model, calibration, data }, request) };
}

/**
 * As `evaluateTrials`, but asks the engine only for the trials that are not kept: those that are come first, at once; the
 * others are kept as they come, also when the caller stops half-way. With nothing left to run, the engine runs nothing, and
 * `start` says no batches.
 */
export async function* keptTrials(
  { store, model }: TrialShelf,
  engine: Pick<Engine, 'dataHash' | 'beginEvaluate' | 'stepEvaluate' | 'endEvaluate'>,
  request: EvaluateRequest,
  options: { readonly signal?: AbortSignal; readonly now: () => number },
): AsyncGenerator<EvaluateProgress & { readonly start: EvaluateStart }, void, undefined> {
  if (!store) return yield* evaluateTrials(engine, request, options);
  const { signal } = options;
  signal?.throwIfAborted();
  const { evaluation: key } = await trialPlace({ model }, engine, request);
  const kept = unpackEvaluation((await store.get(key))?.value);
  const keys = request.trials.map((changes) => trialKey(request.base, changes));
  const known = (trial: number): readonly HeadErrors[] | undefined => kept?.trials[keys[trial]!];
  const missing = keys.flatMap((_, trial) => (known(trial) ? [] : [trial]));
  const share = 1 - missing.length / Math.max(1, keys.length);

  if (kept) {
    const { heads, images } = kept;
    const start = { heads, images, batchSize: images, batches: 0, estimatedBytes: 0 };
    for (const trial of keys.keys()) {
      signal?.throwIfAborted();
      const heads = known(trial);
      if (heads) yield { start, fraction: share, passes: 0, done: { trial, heads } };
    }
  }
  if (missing.length === 0 && keys.length > 0) return;

  let evaluation: KeptEvaluation | null = kept;
  const writer = new KeptWriter(store, key, options.now);
  try {
    const rest = { ...request, trials: missing.map((trial) => request.trials[trial]!) };
    for await (const step of evaluateTrials(engine, rest, options)) {
      const done = step.done && { ...step.done, trial: missing[step.done.trial]! };
      if (done) {
        const { heads, images } = step.start;
        evaluation = { heads, images, trials: { ...evaluation?.trials, [keys[done.trial]!]: done.heads } };
        const newest = evaluation;
        writer.note(() => packEvaluation(newest));
      }
      const { done: _, ...progress } = step;
      yield { ...progress, fraction: share + (1 - share) * step.fraction, ...(done ? { done } : {}) };
    }
  } finally {
    await writer.flush();
  }
}
