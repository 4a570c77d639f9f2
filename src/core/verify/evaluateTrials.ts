import type { Engine, EvaluateRequest, EvaluateStart, TrialErrors } from '../ports.ts';
import { type HeadErrors, joinHeadErrors } from './compareOutputs.ts';

export interface EvaluateProgress {
  /** Work done, 0..1. */
  readonly fraction: number;
  /** Forward passes of the same images that the work amounts to, so far. */
  readonly passes: number;
  /** Estimated from the work done so far; absent before the first step. */
  readonly remainingMs?: number;
  /** A trial that is now through all images: its number, and its errors by output. */
  readonly done?: { readonly trial: number; readonly heads: readonly HeadErrors[] };
}

/**
 * Runs an evaluation step by step: yields after every step, with a trial's errors once it is through all batches, and always
 * ends the evaluation in the engine, also when the caller stops asking. Returns how it started and what it cost. Throws the
 * signal's reason when it is aborted between two steps, and whatever the engine throws.
 */
export async function* evaluateTrials(
  engine: Pick<Engine, 'beginEvaluate' | 'stepEvaluate' | 'endEvaluate'>,
  request: EvaluateRequest,
  { signal, now }: { readonly signal?: AbortSignal; readonly now: () => number },
): AsyncGenerator<EvaluateProgress & { readonly start: EvaluateStart }, void, undefined> {
  signal?.throwIfAborted();
  const start = await engine.beginEvaluate(request);
  const parts = new Map<number, TrialErrors[]>();
  let failed = false;
  try {
    const started = now();
    for (let finished = false; !finished; ) {
      signal?.throwIfAborted();
      const step = await engine.stepEvaluate();
      signal?.throwIfAborted();
      finished = step.finished;
      const { fraction, passes, result } = step;
      const remainingMs = fraction > 0 ? ((now() - started) * (1 - fraction)) / fraction : undefined;
      const done = result && joined(parts, result, start);
      yield {
        start,
        fraction,
        passes,
        ...(remainingMs === undefined ? {} : { remainingMs }),
        ...(done ? { done } : {}),
      };
    }
  } catch (error) {
    failed = true;
    throw error;
  } finally {
    // A lost engine cannot end anything; the first error is the one to tell.
    if (failed) await engine.endEvaluate().catch(() => undefined);
    else await engine.endEvaluate();
  }
}

function joined(
  parts: Map<number, TrialErrors[]>,
  result: TrialErrors,
  start: EvaluateStart,
): EvaluateProgress['done'] {
  const list = [...(parts.get(result.trial) ?? []), result];
  parts.set(result.trial, list);
  if (list.length < start.batches) return undefined;
  parts.delete(result.trial);
  list.sort((a, b) => a.first - b.first);
  return {
    trial: result.trial,
    heads: start.heads.map((_, h) => joinHeadErrors(list.map((part) => part.heads[h]!))),
  };
}
