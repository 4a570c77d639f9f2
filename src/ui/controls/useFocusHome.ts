import { type RefObject, useEffect } from 'react';

/**
 * Where a control that has the focus goes away (a button that its own press replaced), the focus goes to the nearest
 * `[data-focus-home]` around its place, and not to the page's beginning. Whoever pressed elsewhere is left alone. An area that
 * has taken the place of the control that opened it begins with the focus on its own.
 */
export function useFocusHome(area: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = area.current;
    if (!root) return;
    /** The focused control and all that is around it, as it stood when it got the focus. */
    let path: readonly Element[] = [];
    const onFocus = ({ target }: FocusEvent): void => {
      path = target instanceof Element && root.contains(target) ? pathOf(target, root) : [];
    };
    const onPress = ({ target }: PointerEvent): void => {
      if (!(target instanceof Node && path[0]?.contains(target))) path = [];
    };
    const observer = new MutationObserver(() => {
      const { activeElement } = document;
      if (path.length === 0 || path[0]!.isConnected || activeElement !== document.body) return;
      const home = path
        .filter((element) => element.isConnected)
        .map((element) => element.querySelector<HTMLElement>('[data-focus-home]'))
        .find((element) => element !== null);
      path = [];
      home?.focus();
    });
    observer.observe(root, { childList: true, subtree: true });
    document.addEventListener('focusin', onFocus);
    document.addEventListener('pointerdown', onPress, true);
    if (document.activeElement === document.body)
      root.querySelector<HTMLElement>('[data-focus-home]')?.focus();
    return () => {
      observer.disconnect();
      document.removeEventListener('focusin', onFocus);
      document.removeEventListener('pointerdown', onPress, true);
    };
  }, [area]);
}

function pathOf(target: Element, root: Element): readonly Element[] {
  const path: Element[] = [];
  for (let at: Element | null = target; at && at !== root; at = at.parentElement) path.push(at);
  return [...path, root];
}
