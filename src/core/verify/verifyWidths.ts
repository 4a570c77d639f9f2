import { keptTrials, type TrialShelf } from '../kept/keptTrials.ts';
import type { DataRole, Engine } from '../ports.ts';
import type { QuantizerSettings } from '../quantize/QuantizerSettings.ts';
import type { Widths } from '../quantize/Widths.ts';
import type { Labels } from './Labels.ts';
import { summarize, type Verification } from './Verification.ts';

export interface VerifySettings {
  readonly data: DataRole;
  /** Only the first so many images; all by default. */
  readonly images?: number;
  readonly quantizer: QuantizerSettings;
  readonly labels?: Labels;
  readonly batchSize?: number;
}

export interface VerifyHost {
  readonly signal?: AbortSignal;
  /** Milliseconds. */
  readonly now: () => number;
  /** Where measured trials are kept, and of which model. */
  readonly shelf?: TrialShelf;
  /** Share of the work done, 0..1, and milliseconds that remain where known. */
  readonly onProgress?: (fraction: number, remainingMs?: number) => void;
}

/**
 * Measures plans by full forward passes: one result for each of `trials`, in their order. Throws the signal's reason when it
 * is aborted, and whatever the engine throws.
 */
export async function verifyWidths(
  engine: Pick<Engine, 'dataHash' | 'beginEvaluate' | 'stepEvaluate' | 'endEvaluate'>,
  trials: readonly Widths[],
  { labels, ...request }: VerifySettings,
  { onProgress, shelf = { model: '' }, ...options }: VerifyHost,
): Promise<readonly Verification[]> {
  const results: Verification[] = [];
  for await (const step of keptTrials(shelf, engine, { ...request, trials }, options)) {
    if (step.done) results[step.done.trial] = summarize(step.start.heads, step.done.heads, labels);
    onProgress?.(step.fraction, step.remainingMs);
  }
  return results;
}
