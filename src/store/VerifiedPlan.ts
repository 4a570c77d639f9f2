import type { Preprocess } from '../core/calibration/Dataset.ts';
import type { TrialPlace } from '../core/kept/keptTrials.ts';
import { type Pair, pairKey } from '../core/profile/Pair.ts';
import { quantizerFor } from '../core/profile/quantizerFor.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { Verification } from '../core/verify/Verification.ts';
import type { Session } from './Session.ts';
import type { DataState, StudioState } from './StudioState.ts';
import { createSelector, type Selector } from './selectors/createSelector.ts';
import { selectProfile } from './selectors/selectProfile.ts';

/** Layer name -> pair. */
export type Pairs = Readonly<Record<string, Pair>>;

type DataFacts = Pick<DataState, 'kind' | 'name' | 'count'>;

/** A plan that a real forward pass was made of, on data that calibration did not use. */
export interface VerifiedPlan {
  /** `planKey` of its pairs. */
  readonly id: string;
  readonly pairs: Pairs;
  readonly verification: Verification;
  /** Total AQS that was predicted when it was measured; null where there was no program. */
  readonly predicted: number | null;
  readonly data: DataFacts;
  readonly quantizer: QuantizerSettings;
  /** The data that the ranges came from. */
  readonly ranges: DataFacts;
  /** All that the numbers rest on: see `selectMeasuredWith`. Another one than the present: stale. */
  readonly measuredWith: string;
  /** Where its trial is kept for later visits; absent where it is not. */
  readonly trial?: TrialPlace;
  /** Name of the plan file that it came with, where it was not measured here. */
  readonly file?: string;
}

/** A plan kept for comparison. */
export interface KeptPlan {
  readonly id: string;
  readonly name: string;
  readonly pairs: Pairs;
}

const keys = new WeakMap<Pairs, string>();

/** Equal for equal pairs of the same layers, whatever their order. */
export function planKey(pairs: Pairs): string {
  const known = keys.get(pairs);
  if (known !== undefined) return known;
  const key = Object.entries(pairs)
    .map(([layer, pair]) => `${layer} ${pairKey(pair)}`)
    .sort()
    .join('\n');
  keys.set(pairs, key);
  return key;
}

/** What the engine holds for verification when these data are given to it. */
export function verificationKey(
  { data, verificationData }: Pick<StudioState, 'data' | 'verificationData'>,
  { verification }: Pick<Session, 'verification'>,
): string | null {
  if (!verification || !verificationData) return null;
  return JSON.stringify([verification.source.id, verificationData.count, preprocessOf(data)]);
}

/** Pictures are verified as they are calibrated. */
export function preprocessOf(data: StudioState['data']): Preprocess | null {
  return data?.preprocess ?? null;
}

/**
 * All that a measurement of a plan depends on: both data, how pictures become the input, and the quantizer. Null without
 * verification data. The backend is none of it: numbers agree between them.
 */
export const measuredWith: Selector<string | null> = createSelector(
  [
    (state) => state.model,
    (state) => state.data,
    (state) => state.verificationData,
    (state) => state.measureSettings.quantizer,
    selectProfile,
  ],
  (model, data, own, quantizer, profile): string | null =>
    data && own && model
      ? JSON.stringify([
          model.sha256,
          data.id,
          data.count,
          own.id,
          own.count,
          own.labelled,
          preprocessOf(data),
          profile ? quantizerFor(profile, quantizer) : quantizer,
        ])
      : null,
);
