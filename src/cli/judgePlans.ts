import { keptTrials, type TrialShelf } from '../core/kept/keptTrials.ts';
import type { Program } from '../core/plan/Program.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { HeadErrors } from '../core/verify/compareOutputs.ts';
import type { Labels } from '../core/verify/Labels.ts';
import { planWidths } from '../core/verify/planWidths.ts';
import { summarize, type Verification } from '../core/verify/Verification.ts';
import type { TrialEngine } from './trialEngine.ts';

/** One plan on the verification data. */
export interface JudgedOn {
  readonly all: Verification;
  /** Without the images that a search used. */
  readonly rest: Verification;
}

interface JudgeJob {
  readonly engine: TrialEngine;
  readonly shelf: TrialShelf;
  readonly program: Program;
  readonly quantizer: QuantizerSettings;
  readonly labels?: Labels | undefined;
  /** Verification images that a search used, the first ones. */
  readonly searched: number;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, remainingMs?: number) => void;
}

/** Measures plans on all verification images, equal ones once; one result for each choice, in their order. */
export async function judgePlans(
  { engine, shelf, program, quantizer, labels, searched, signal, onProgress }: JudgeJob,
  choices: readonly (readonly number[])[],
): Promise<readonly JudgedOn[]> {
  const keys = [...new Set(choices.map((choice) => choice.join()))];
  const trials = keys.map((key) => planWidths(program, choices.find((choice) => choice.join() === key)!));
  const measured = new Map<string, JudgedOn>();
  const request = { data: 'verification', quantizer, trials } as const;
  const options = { signal, now: () => performance.now() };
  for await (const { start, done, fraction, remainingMs } of keptTrials(shelf, engine, request, options)) {
    onProgress(fraction, remainingMs);
    if (!done) continue;
    const others = done.heads.map((errors) => withoutFirst(errors, searched));
    measured.set(keys[done.trial]!, {
      all: summarize(start.heads, done.heads, labels),
      rest: summarize(start.heads, others, labels?.slice(searched)),
    });
  }
  return choices.map((choice) => measured.get(choice.join())!);
}

function withoutFirst(errors: HeadErrors, first: number): HeadErrors {
  const { head, kl, topFloat, top, error, signal, span } = errors;
  return {
    head,
    kl: kl.slice(first),
    topFloat: topFloat.slice(first),
    top: top.slice(first),
    error: error.slice(first),
    signal: signal.slice(first),
    span: span.slice(first),
  };
}
