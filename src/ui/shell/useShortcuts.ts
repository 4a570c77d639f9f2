import { useEffect } from 'react';
import { pairKey } from '../../core/profile/Pair.ts';
import { selectGroupOfLayer } from '../../store/selectors/selectGroups.ts';
import { isTyping, shortcutOf } from '../keyboard.ts';
import { useStudioHandle } from '../StudioContext.tsx';
import { focusOn } from './focusOn.ts';

interface ShellCommands {
  readonly openExport: () => void;
  readonly openHelp: () => void;
  readonly compare: () => void;
  readonly lower: () => void;
  /** Brings a panel on screen (tabs, collapsed panels) before it gets the focus. */
  readonly reveal: (panel: 'groups' | 'graph' | 'budget') => void;
}

/** The keyboard map of the whole page. */
export function useShortcuts({ openExport, openHelp, compare, lower, reveal }: ShellCommands): void {
  const { store, actions } = useStudioHandle();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTyping(event.target as HTMLElement | null)) return;
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"][data-focused]')) return;
      const shortcut = shortcutOf(event);
      if (!shortcut) return;
      const goTo = (panel: 'groups' | 'graph' | 'budget', mark: string) => {
        reveal(panel);
        requestAnimationFrame(() => focusOn(mark));
      };
      switch (shortcut.name) {
        case 'search':
          goTo('groups', 'search');
          break;
        case 'table':
          goTo('groups', 'table');
          break;
        case 'graph':
          goTo('graph', 'graph');
          break;
        case 'budget':
          goTo('budget', 'budget');
          break;
        case 'pin':
        case 'unpin': {
          const state = store.getState();
          const groups = new Set(state.selection.map((layer) => selectGroupOfLayer(state).get(layer)));
          for (const group of groups) {
            const pair = group?.pairs[shortcut.digit - 1];
            if (group && shortcut.name === 'unpin') actions.pin(group.id, null);
            else if (group && pair) actions.pin(group.id, pairKey(pair));
          }
          break;
        }
        case 'undo':
          actions.undo();
          break;
        case 'redo':
          actions.redo();
          break;
        case 'export':
          openExport();
          break;
        case 'compare':
          compare();
          break;
        case 'lower':
          lower();
          break;
        case 'help':
          openHelp();
          break;
      }
      event.preventDefault();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, actions, openExport, openHelp, compare, lower, reveal]);
}
