import type { Profile } from '../../core/profile/Profile.ts';
import type { StudioState } from '../StudioState.ts';

/** The chosen hardware profile; null until profiles are loaded. */
export function selectProfile(state: StudioState): Profile | null {
  return state.profiles[state.decisions.profileId] ?? null;
}
