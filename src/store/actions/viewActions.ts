import type { StudioParts } from '../StudioParts.ts';
import type { StudioActions, StudioState } from '../StudioState.ts';

type ViewActions = Pick<
  StudioActions,
  'select' | 'setHover' | 'setTheme' | 'setFullGraph' | 'setColourBy' | 'dismissNotice'
>;

/** What the user looks at; none of it is undone. */
export function viewActions({ store, host }: StudioParts): ViewActions {
  return {
    select: (selection) => store.setState({ selection }),
    setHover: (hover) => {
      if (store.getState().hover !== hover) store.setState({ hover });
    },
    setTheme: (theme) => {
      store.setState({ theme });
      remember(host.storage, 'theme', theme);
    },
    setFullGraph: (fullGraph) => {
      store.setState({ fullGraph });
      remember(host.storage, 'fullGraph', String(fullGraph));
    },
    setColourBy: (colourBy) => store.setState({ colourBy }),
    dismissNotice: () => store.setState({ notice: null }),
  };
}

/** View preferences of an earlier visit. */
export function rememberedView(storage: StudioParts['host']['storage']): Partial<StudioState> {
  const theme = recall(storage, 'theme');
  return {
    ...(theme === 'light' || theme === 'dark' ? { theme } : {}),
    fullGraph: recall(storage, 'fullGraph') === 'true',
  };
}

function recall(storage: StudioParts['host']['storage'], key: string): string | null {
  try {
    return storage?.getItem(`mixbit.${key}`) ?? null;
  } catch {
    return null;
  }
}

function remember(storage: StudioParts['host']['storage'], key: string, value: string): void {
  try {
    storage?.setItem(`mixbit.${key}`, value);
  } catch {
    // A full or forbidden storage only costs the memory of this choice.
  }
}
