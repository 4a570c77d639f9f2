import type { Direction } from '../walkLayers.ts';

export interface KeyboardActions {
  walk(from: string, direction: Direction): void;
  first(): void;
  last(): void;
  /** Enter and Space; `add` with Shift or Ctrl. */
  choose(layer: string, add: boolean): void;
  menu(layer: string): void;
  clear(): void;
  zoomBy(factor: number): void;
  fit(): void;
}

const arrows: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
};

/** Keys on a focused layer: arrows walk, Enter selects, m opens the move menu, + - f zoom. */
export function createKeyboard(svg: SVGSVGElement, actions: KeyboardActions) {
  const onKeyDown = (event: KeyboardEvent): void => {
    const layer =
      event.target instanceof Element
        ? event.target.closest<SVGGElement>('[data-layer]')?.dataset.layer
        : undefined;
    if (layer === undefined || event.altKey) return;
    const chord = event.ctrlKey || event.metaKey;
    const direction = arrows[event.key];
    if (direction && !chord) actions.walk(layer, direction);
    else if (event.key === 'Home') actions.first();
    else if (event.key === 'End') actions.last();
    else if (event.key === 'Enter' || event.key === ' ') actions.choose(layer, event.shiftKey || chord);
    else if (chord) return;
    else if (event.key === 'm' || event.key === 'ContextMenu') actions.menu(layer);
    else if (event.key === 'Escape') actions.clear();
    else if (event.key === '+' || event.key === '=') actions.zoomBy(1.4);
    else if (event.key === '-') actions.zoomBy(1 / 1.4);
    else if (event.key === 'f') actions.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  svg.addEventListener('keydown', onKeyDown);
  return { destroy: () => svg.removeEventListener('keydown', onKeyDown) };
}
