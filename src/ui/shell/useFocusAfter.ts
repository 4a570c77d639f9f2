import { useEffect, useRef } from 'react';
import { focusOn } from './focusOn.ts';

/**
 * Where a view goes away with the focus in it, the focus goes on: from the start page to the table of groups, and from a panel
 * below the graph to the button that opens it. A focus that was elsewhere stays.
 */
export function useFocusAfter(hasModel: boolean, panel: 'compare' | 'lower' | null): void {
  const before = useRef({ hasModel, panel });
  useEffect(() => {
    const was = before.current;
    before.current = { hasModel, panel };
    if (document.activeElement !== document.body) return;
    if (hasModel && !was.hasModel) focusOn('table');
    else if (hasModel && was.panel && !panel) focusOn(was.panel);
  }, [hasModel, panel]);
}
