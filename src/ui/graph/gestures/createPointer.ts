/** Where a drag of layers may end: a group, the empty canvas, or nowhere (over a panel). */
export type DropTarget = { readonly group: string } | 'canvas' | null;

export interface PointerActions {
  /** A press and release on a layer without moving. */
  click(layer: string, event: PointerEvent): void;
  clickGroup(group: string, event: PointerEvent): void;
  clickCanvas(): void;
  hover(layer: string | null, event: PointerEvent): void;
  menu(layer: string): void;
  /** A drag of `layer` begins; answers false when there is nothing to drag. */
  dragStart(layer: string): boolean;
  dragMove(target: DropTarget, event: PointerEvent): void;
  drop(target: DropTarget): void;
  dragCancel(): void;
  /** Client coordinates of the rubber band, then its end. */
  marquee(box: DOMRect, done: boolean): void;
}

const threshold = 5;

type Press =
  | { readonly kind: 'layer'; readonly layer: string; readonly event: PointerEvent; dragging: boolean }
  | { readonly kind: 'marquee'; readonly event: PointerEvent; dragging: boolean };

/** Click, drag, hover, marquee and context menu on the marks. Pan and zoom are d3's, see `createZoom`. */
export function createPointer(
  svg: SVGSVGElement,
  actions: PointerActions,
  groupOf: (layer: string) => string | undefined,
) {
  let press: Press | null = null;
  /** A drag that ends over another element still makes a click on what holds both. */
  let swallowClick = false;
  const abort = new AbortController();
  const options = { signal: abort.signal };
  const layerAt = (target: EventTarget | null): string | null =>
    target instanceof Element ? (target.closest<SVGGElement>('[data-layer]')?.dataset.layer ?? null) : null;
  const targetAt = (event: PointerEvent): DropTarget => {
    const element = document.elementFromPoint(event.clientX, event.clientY);
    if (!element || !svg.contains(element)) return null;
    const layer = layerAt(element);
    const group = layer ? groupOf(layer) : element.closest<SVGGElement>('[data-group]')?.dataset.group;
    return group === undefined ? 'canvas' : { group };
  };
  const cancel = (): void => {
    if (press?.dragging) {
      if (press.kind === 'layer') actions.dragCancel();
      else actions.marquee(new DOMRect(), true);
    }
    if (press) swallowClick = true;
    press = null;
  };

  svg.addEventListener(
    'pointerdown',
    (event) => {
      swallowClick = false;
      if (event.button !== 0 || press) return;
      const layer = layerAt(event.target);
      if (layer) press = { kind: 'layer', layer, event, dragging: false };
      else if (event.shiftKey) press = { kind: 'marquee', event, dragging: false };
      if (event.shiftKey) event.preventDefault();
    },
    options,
  );
  window.addEventListener(
    'pointermove',
    (event) => {
      if (!press || event.pointerId !== press.event.pointerId) return;
      const [dx, dy] = [event.clientX - press.event.clientX, event.clientY - press.event.clientY];
      if (!press.dragging && Math.hypot(dx, dy) < threshold) return;
      if (press.kind === 'marquee') {
        press.dragging = true;
        const box = new DOMRect(
          Math.min(event.clientX, press.event.clientX),
          Math.min(event.clientY, press.event.clientY),
          Math.abs(dx),
          Math.abs(dy),
        );
        actions.marquee(box, false);
        return;
      }
      if (!press.dragging && !actions.dragStart(press.layer)) {
        press = null;
        return;
      }
      press.dragging = true;
      actions.dragMove(targetAt(event), event);
    },
    options,
  );
  window.addEventListener(
    'pointerup',
    (event) => {
      if (!press || event.pointerId !== press.event.pointerId) return;
      const ended = press;
      press = null;
      swallowClick = ended.dragging;
      if (ended.kind === 'layer') {
        if (ended.dragging) actions.drop(targetAt(event));
        else actions.click(ended.layer, event);
      } else if (ended.dragging) {
        const [x, y] = [ended.event.clientX, ended.event.clientY];
        const box = new DOMRect(
          Math.min(x, event.clientX),
          Math.min(y, event.clientY),
          Math.abs(x - event.clientX),
          Math.abs(y - event.clientY),
        );
        actions.marquee(box, true);
      }
    },
    options,
  );
  window.addEventListener('pointercancel', cancel, options);
  // Esc gives up before anyone else (dialogs, selection) hears of it.
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !press?.dragging) return;
      event.preventDefault();
      event.stopPropagation();
      cancel();
    },
    { ...options, capture: true },
  );
  svg.addEventListener('pointerover', (event) => actions.hover(layerAt(event.target), event), options);
  svg.addEventListener('pointerleave', (event) => actions.hover(null, event), options);
  // d3 swallows the click that ends a pan, so this is a real one.
  svg.addEventListener(
    'click',
    (event) => {
      if (
        swallowClick ||
        !(event.target instanceof Element) ||
        event.target.closest('[data-layer]') ||
        event.shiftKey
      )
        return;
      const group = event.target.closest<SVGGElement>('[data-group]')?.dataset.group;
      if (group) actions.clickGroup(group, event as PointerEvent);
      else actions.clickCanvas();
    },
    options,
  );
  svg.addEventListener(
    'contextmenu',
    (event) => {
      const layer = layerAt(event.target);
      if (!layer) return;
      event.preventDefault();
      cancel();
      actions.menu(layer);
    },
    options,
  );
  return { destroy: () => abort.abort() };
}
