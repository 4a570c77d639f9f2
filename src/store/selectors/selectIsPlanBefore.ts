import type { StudioState } from '../StudioState.ts';
import { selectProgram } from './selectProgram.ts';

/**
 * True while the plan on screen is the one from before: scores that the question needs are not all measured, or its groups
 * have no pair in common, so there is no answer yet.
 */
export function selectIsPlanBefore(state: StudioState): boolean {
  return state.plan !== null && selectProgram(state) === null;
}
