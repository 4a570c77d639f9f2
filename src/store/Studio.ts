import type { TemporalState } from 'zundo';
import type { StoreApi } from 'zustand/vanilla';
import type { StudioActions, StudioState } from './StudioState.ts';

/** The part of the state that undo covers. */
export type Undoable = Pick<StudioState, 'decisions'>;

/** What the views get: state to read, actions to ask for, and the history of decisions. */
export interface Studio {
  readonly store: StoreApi<StudioState> & { readonly temporal: StoreApi<TemporalState<Undoable>> };
  readonly actions: StudioActions;
  /** Loads the samples, the profiles and the engine; called once, after the first paint. */
  start(): Promise<void>;
}
