import { quantizerFor } from '../core/profile/quantizerFor.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { Session } from './Session.ts';
import type { StudioState } from './StudioState.ts';
import { selectProfile } from './selectors/selectProfile.ts';

/** The quantizer that is measured: the user's, with what the profile fixes put in its place. */
export function quantizerInForce(state: StudioState, settings = state.measureSettings): QuantizerSettings {
  const profile = selectProfile(state);
  const { quantizer } = settings;
  return profile ? quantizerFor(profile, quantizer) : quantizer;
}

/** What an AQS table depends on beside the model: tables of equal key may be put together. */
export function tableKey(state: StudioState, { dataVersion }: Pick<Session, 'dataVersion'>): string {
  const { operands } = state.measureSettings;
  return JSON.stringify([dataVersion, state.data?.count ?? 0, operands, quantizerInForce(state)]);
}
