import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { EvaluateRequest, MeasureRequest } from '../ports.ts';
import { defaultQuantizer, type QuantizerSettings } from '../quantize/QuantizerSettings.ts';
import type { LayerWidths, Widths } from '../quantize/Widths.ts';
import { canonicalJson } from './canonicalJson.ts';

/** Raised when what is measured under the same settings changes: what was kept before is then measured anew. */
const measurementVersion = 1;

/** What a measurement is of: nothing of the machine that runs it, for all backends agree. */
interface Subject {
  /** SHA-256 of the model's files (`LoadedModel.sha256`). */
  readonly model: string;
  /** `Engine.dataHash` of the calibration data: preprocessed values, so it stands for pictures, count and preprocessing. */
  readonly calibration: string;
}

/**
 * Key of an AQS table, or of a table of steps. Every setting of the request counts, but not which pairs or steps it asks for or
 * how it is cut in batches.
 */
export function aqsKey(subject: Subject, request: Omit<MeasureRequest, 'pairs'>): string {
  const { pairs: _, batchSize: __, done: ___, steps, ...settings } = request as MeasureRequest;
  return digest([steps ? 'step aqs' : 'aqs', subject.model, subject.calibration, whole(settings)]);
}

/**
 * Key of the trials run on the same images with the same settings, whatever they start from.
 * @param subject `data` is the hash of the data that run
 */
export function evaluationKey(
  subject: Subject & { readonly data: string },
  request: Omit<EvaluateRequest, 'trials'>,
): string {
  const {
    trials: _,
    base: __,
    prefix: ___,
    batchSize: ____,
    data: _____,
    ...settings
  } = request as EvaluateRequest;
  return digest(['evaluation', subject.model, subject.calibration, subject.data, whole(settings)]);
}

/** Key of the plans that were kept or measured of a network: see `KeptPlans`. */
export function plansKey(model: string): string {
  return digest(['plans', model]);
}

/** A short mark of a text, equal for equal texts. */
export function markOf(text: string): string {
  return digest(['mark', text]).slice(0, 32);
}

/** Key of one trial among those of one evaluation: the widths in force, whichever of them the base brings. */
export function trialKey(base: Widths | undefined, changes: Widths): string {
  const all: Widths = { ...base, ...changes };
  const quantized = Object.entries(all).filter(([, widths]) => isQuantized(widths));
  return digest(Object.fromEntries(quantized)).slice(0, 32);
}

/** Settings with what they leave out of the quantizer written out. */
function whole<T extends { readonly quantizer: QuantizerSettings }>(settings: T): T {
  return { ...settings, quantizer: { ...defaultQuantizer, ...settings.quantizer } };
}

function isQuantized(widths: LayerWidths): boolean {
  return Object.values(widths).some((width) => width !== undefined);
}

function digest(content: unknown): string {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson([measurementVersion, content]))));
}
