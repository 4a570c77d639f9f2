import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { Studio } from '../store/Studio.ts';
import type { StudioActions, StudioState } from '../store/StudioState.ts';

const StudioContext = createContext<Studio | null>(null);

export function StudioProvider({
  studio,
  children,
}: {
  readonly studio: Studio;
  readonly children: ReactNode;
}) {
  return <StudioContext value={studio}>{children}</StudioContext>;
}

/** The store itself, for gestures and d3 code that subscribe without rendering: `studio.store.subscribe(...)`. */
export function useStudioHandle(): Studio {
  const studio = useContext(StudioContext);
  if (!studio) throw new Error('This view needs a <StudioProvider> above it.');
  return studio;
}

/** Reads one thing; renders again only when it is another thing. Use memoised selectors, never build objects here. */
export function useStudio<T>(selector: (state: StudioState) => T): T {
  return useStore(useStudioHandle().store, selector);
}

/** All actions; the object never changes. */
export function useActions(): StudioActions {
  return useStudioHandle().actions;
}

/** Whether there is a decision to take back, or to make again. */
export function useHistory(): { readonly canUndo: boolean; readonly canRedo: boolean } {
  const { temporal } = useStudioHandle().store;
  const canUndo = useStore(temporal, (history) => history.pastStates.length > 0);
  const canRedo = useStore(temporal, (history) => history.futureStates.length > 0);
  return { canUndo, canRedo };
}
