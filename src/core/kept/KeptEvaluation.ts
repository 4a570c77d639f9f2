import type { HeadErrors } from '../verify/compareOutputs.ts';
import type { OutputHead } from '../verify/OutputHead.ts';

/** What is kept of the trials run on the same images with the same settings. */
export interface KeptEvaluation {
  readonly heads: readonly OutputHead[];
  readonly images: number;
  /** By `trialKey`; one entry per output of the network. */
  readonly trials: Readonly<Record<string, readonly HeadErrors[]>>;
}

const format = 'evaluation 1';

/** As plain JSON. What the float network gave is the same in every trial and is kept once. */
export function packEvaluation({ heads, images, trials }: KeptEvaluation): unknown {
  const [first] = Object.values(trials);
  return {
    format,
    heads,
    images,
    float: (first ?? []).map(({ topFloat, signal, span }) => ({
      top: Array.from(topFloat),
      signal: Array.from(signal),
      span: Array.from(span),
    })),
    trials: Object.fromEntries(
      Object.entries(trials).map(([key, errors]) => [
        key,
        errors.map(({ kl, top, error }) => ({
          kl: Array.from(kl),
          top: Array.from(top),
          error: Array.from(error),
        })),
      ]),
    ),
  };
}

/** What `packEvaluation` made; null for anything else. Trials that are not whole are left out, to be run again. */
export function unpackEvaluation(value: unknown): KeptEvaluation | null {
  if (!isRecord(value) || value.format !== format) return null;
  const { heads, images, float, trials } = value;
  if (!Array.isArray(heads) || !heads.every(isHead) || typeof images !== 'number') return null;
  if (!Array.isArray(float) || !isRecord(trials)) return null;
  const kept: Record<string, readonly HeadErrors[]> = {};
  for (const [key, packed] of Object.entries(trials)) {
    if (!Array.isArray(packed) || packed.length !== heads.length) continue;
    const errors = packed.map((trial, h) => unpackErrors(heads[h]!, images, float[h], trial));
    if (errors.every((e) => e !== null)) kept[key] = errors;
  }
  return { heads, images, trials: kept };
}

function unpackErrors(head: OutputHead, images: number, float: unknown, trial: unknown): HeadErrors | null {
  if (!isRecord(float) || !isRecord(trial)) return null;
  const perClass = head.kind === 'classes' ? images : 0;
  const { top: topFloat, signal, span } = float;
  const { kl, top, error } = trial;
  if (![signal, span, error].every((list) => isNumbers(list, images))) return null;
  if (![topFloat, kl, top].every((list) => isNumbers(list, perClass))) return null;
  return {
    head: head.name,
    kl: Float64Array.from(kl as number[]),
    topFloat: Int32Array.from(topFloat as number[]),
    top: Int32Array.from(top as number[]),
    error: Float64Array.from(error as number[]),
    signal: Float64Array.from(signal as number[]),
    span: Float64Array.from(span as number[]),
  };
}

function isHead(value: unknown): value is OutputHead {
  return (
    isRecord(value) &&
    typeof value.tensor === 'number' &&
    typeof value.name === 'string' &&
    ['classes', 'image', 'values'].includes(value.kind as string) &&
    typeof value.probabilities === 'boolean' &&
    typeof value.size === 'number'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown, length: number): value is readonly number[] {
  return (
    Array.isArray(value) &&
    value.length === length &&
    value.every((item) => typeof item === 'number' && Number.isFinite(item))
  );
}
