import type { StudioState } from '../StudioState.ts';

/** True while any work is under way; what `<main data-state>` says. */
export function selectBusy(state: StudioState): boolean {
  return Object.values(state.jobs).some((job) => job.state === 'running');
}
