import { type Pair, pairKey, parsePair } from '../profile/Pair.ts';
import type { QuantizerSettings } from '../quantize/QuantizerSettings.ts';
import { readQuantizerSettings } from '../quantize/readQuantizerSettings.ts';
import type { TrialPlace } from './keptTrials.ts';

/** Layer name -> pair. */
type Pairs = Readonly<Record<string, Pair>>;

interface DataFacts {
  readonly kind: 'images' | 'array' | 'synthetic';
  readonly name: string;
  readonly count: number;
}

/** A plan that was measured: what it was, and where what came of it is kept among the trials. */
export interface MeasuredPlanNote {
  readonly pairs: Pairs;
  readonly trial: TrialPlace;
  /** Mark of all that the numbers rest on. */
  readonly measuredWith: string;
  /** Total AQS that was predicted. */
  readonly predicted: number | null;
  readonly data: DataFacts;
  readonly ranges: DataFacts;
  readonly quantizer: QuantizerSettings;
}

/** What is kept of the plans of one network: those that the user keeps for comparison, and those that were measured. */
export interface KeptPlans {
  readonly kept: readonly { readonly name: string; readonly pairs: Pairs }[];
  readonly measured: readonly MeasuredPlanNote[];
}

export const noPlans: KeptPlans = { kept: [], measured: [] };

const format = 'plans 1';

/** The newest so many of each. */
const mostKept = 100;
const mostMeasured = 200;

/** As plain JSON; of too many plans the oldest are left out. */
export function packPlans({ kept, measured }: KeptPlans): unknown {
  return {
    format,
    kept: kept.slice(-mostKept).map(({ name, pairs }) => ({ name, pairs: packPairs(pairs) })),
    measured: measured.slice(-mostMeasured).map((note) => ({ ...note, pairs: packPairs(note.pairs) })),
  };
}

/** What `packPlans` made; null for anything else. Plans that are not whole are left out. */
export function unpackPlans(value: unknown): KeptPlans | null {
  if (!isRecord(value) || value.format !== format) return null;
  const { kept, measured } = value;
  if (!Array.isArray(kept) || !Array.isArray(measured)) return null;
  return { kept: kept.flatMap(readKept), measured: measured.flatMap(readMeasured) };
}

function readKept(value: unknown): KeptPlans['kept'] {
  const pairs = isRecord(value) ? readPairs(value.pairs) : null;
  return isRecord(value) && pairs && typeof value.name === 'string' ? [{ name: value.name, pairs }] : [];
}

function readMeasured(value: unknown): KeptPlans['measured'] {
  if (!isRecord(value)) return [];
  const { measuredWith, predicted } = value;
  const pairs = readPairs(value.pairs);
  const trial = readTrial(value.trial);
  const data = readFacts(value.data);
  const ranges = readFacts(value.ranges);
  const quantizer = readQuantizerSettings(value.quantizer);
  if (!pairs || !trial || !data || !ranges || !quantizer || typeof measuredWith !== 'string') return [];
  if (predicted !== null && typeof predicted !== 'number') return [];
  return [{ pairs, trial, measuredWith, predicted, data, ranges, quantizer }];
}

function readTrial(value: unknown): TrialPlace | null {
  if (!isRecord(value)) return null;
  const { calibration, evaluation } = value;
  return typeof calibration === 'string' && typeof evaluation === 'string'
    ? { calibration, evaluation }
    : null;
}

function readFacts(value: unknown): DataFacts | null {
  if (!isRecord(value)) return null;
  const { kind, name, count } = value;
  if (kind !== 'images' && kind !== 'array' && kind !== 'synthetic') return null;
  return typeof name === 'string' && typeof count === 'number' ? { kind, name, count } : null;
}

function packPairs(pairs: Pairs): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(pairs).map(([layer, pair]) => [layer, pairKey(pair)]));
}

function readPairs(value: unknown): Pairs | null {
  if (!isRecord(value)) return null;
  try {
    return Object.fromEntries(Object.entries(value).map(([layer, key]) => [layer, parsePair(String(key))]));
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
