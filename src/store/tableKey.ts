import type { MeasureRequest } from '../core/ports.ts';
import { quantizerFor } from '../core/profile/quantizerFor.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import { isReaching } from '../core/sensitivity/AqsTable.ts';
import { defaultProbes } from '../core/sensitivity/propagatedScores.ts';
import { isSlowMachine } from './isSlowMachine.ts';
import type { Session } from './Session.ts';
import type { StudioState } from './StudioState.ts';
import { selectProfile } from './selectors/selectProfile.ts';

/** The quantizer that is measured: the user's, with what the profile fixes put in its place. */
export function quantizerInForce(state: StudioState, settings = state.measureSettings): QuantizerSettings {
  const profile = selectProfile(state);
  const { quantizer } = settings;
  return profile ? quantizerFor(profile, quantizer) : quantizer;
}

/** What is asked of the engine beside the pairs: all of it makes a difference to the numbers. */
export function measuredSettings(state: StudioState): Omit<MeasureRequest, 'pairs' | 'batchSize' | 'done'> {
  const known = state.noDerivative === null || state.noDerivative !== state.model?.sha256;
  // Looking back is not asked of a slow machine unless the score needs it.
  const derived = known && (isReaching(state.decisions.distance) || !isSlowMachine(state));
  return {
    operands: state.measureSettings.operands,
    quantizer: quantizerInForce(state),
    ...(derived ? { probes: defaultProbes } : {}),
  };
}

/** What an AQS table depends on beside the model: tables of equal key may be put together. */
export function tableKey(state: StudioState, { dataVersion }: Pick<Session, 'dataVersion'>): string {
  return JSON.stringify([dataVersion, state.data?.count ?? 0, measuredSettings(state)]);
}
