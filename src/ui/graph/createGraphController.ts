import type { Layout } from '../../core/ports.ts';
import type { Studio } from '../../store/Studio.ts';
import type { StudioState } from '../../store/StudioState.ts';
import { selectGroupById, selectGroupOfLayer, selectGroups } from '../../store/selectors/selectGroups.ts';
import { selectTrialLayers } from '../../store/selectors/selectLowering.ts';
import { selectPeak } from '../../store/selectors/selectPeak.ts';
import { createMinimap } from './createMinimap.ts';
import { createTooltip } from './createTooltip.ts';
import { fitTransform, isVisible } from './fitTransform.ts';
import { createDragLayers } from './gestures/createDragLayers.ts';
import { createKeyboard } from './gestures/createKeyboard.ts';
import { createPointer } from './gestures/createPointer.ts';
import { createZoom } from './gestures/createZoom.ts';
import { hulls } from './hulls.ts';
import type { VisibleGraph } from './Mark.ts';
import { peakPicture } from './peakPicture.ts';
import { createScene } from './scene/createScene.ts';
import { selectHullFills, selectPaints } from './selectPaints.ts';
import { walkLayers } from './walkLayers.ts';
import { type PlacedGraph, wrapColumns } from './wrapColumns.ts';

interface Parts {
  readonly host: HTMLElement;
  readonly svg: SVGSVGElement;
  readonly minimap: HTMLCanvasElement;
  readonly band: HTMLElement;
  /** Legend and toolbar, over the foot of the picture. */
  readonly foot: HTMLElement;
  readonly openMenu: (layer: string) => void;
}

export type GraphController = ReturnType<typeof createGraphController>;

/** Between the foot and the picture, and below the foot. */
const footGap = 8;

/** Names are readable from this zoom on; going to a layer zooms in at least so far. */
const readingZoom = 0.75;

/** Everything of the graph that is not React: scene, gestures and the store's changes, tied together. */
export function createGraphController({ host, svg, minimap, band, foot, openMenu }: Parts, studio: Studio) {
  const { store, actions } = studio;
  const scene = createScene(svg);
  const tooltip = createTooltip(host);
  let source: { graph: VisibleGraph; layout: Layout; columns: number | undefined } | null = null;
  let placed: PlacedGraph | null = null;
  let size = { width: host.clientWidth, height: host.clientHeight };
  let footHeight = foot.offsetHeight;
  /** The picture is fitted and follows the window until the user moves it. */
  let fitted = true;
  let frame = 0;
  let selecting = false;
  let dragging = false;
  let showsPeak = false;

  const zoom = createZoom(svg, (transform, byUser) => {
    if (byUser) {
      fitted = false;
      tooltip.hide();
    }
    scene.view(transform, size);
    map.update({ transform, view: size });
  });
  const map = createMinimap(minimap, (point) => {
    fitted = false;
    zoom.centre(point, size, 0, false);
  });
  const drag = createDragLayers(host, scene, studio);
  const groupOf = (layer: string): string | undefined => selectGroupOfLayer(store.getState()).get(layer)?.id;
  const select = (layers: readonly string[]): void => {
    selecting = true;
    actions.select(layers);
    selecting = false;
  };
  const toggle = (layers: readonly string[], add: boolean): void => {
    const { selection } = store.getState();
    if (!add) select(layers);
    else if (layers.every((layer) => selection.includes(layer)))
      select(selection.filter((layer) => !layers.includes(layer)));
    else select([...selection, ...layers.filter((layer) => !selection.includes(layer))]);
  };
  const focus = (layer: string | null | undefined): void => {
    if (!layer || !placed) return;
    const index = placed.marks.findIndex((mark) => mark.id === layer);
    const centre = placed.centres[index];
    if (centre && !isVisible(centre, zoom.transform(), free())) zoom.centre(centre, free(), 0);
    scene.activate(layer)?.focus({ preventScroll: true });
  };
  const layersInOrder = (): string[] =>
    placed ? placed.marks.filter((mark) => mark.kind === 'layer').map((mark) => mark.id) : [];
  /** The window without its foot, which covers what lies under it. */
  const free = () => ({
    width: size.width,
    height: Math.max(80, size.height - footHeight - 2 * footGap),
  });
  const fitView = (smooth: boolean): void => {
    if (!placed) return;
    fitted = true;
    zoom.to(fitTransform(placed, free()), smooth);
  };

  const pointer = createPointer(
    svg,
    {
      click(layer, event) {
        scene.activate(layer)?.focus({ preventScroll: true });
        toggle([layer], event.shiftKey || event.ctrlKey || event.metaKey);
      },
      clickGroup(group, event) {
        toggle(selectGroupById(store.getState()).get(group)?.layers ?? [], event.ctrlKey || event.metaKey);
      },
      clickCanvas: () => select([]),
      hover(layer, event) {
        if (dragging) return;
        actions.setHover(layer);
        const text = layer && selectPaints(store.getState()).get(layer)?.text;
        const mark = layer && scene.elementOf(layer);
        if (layer && text && mark && event.pointerType !== 'touch')
          tooltip.show(layer, text, mark.getBoundingClientRect());
        else tooltip.hide();
      },
      menu: openMenu,
      dragStart(layer) {
        dragging = true;
        tooltip.hide();
        return drag.start(layer);
      },
      dragMove: drag.move,
      drop(target) {
        dragging = false;
        drag.drop(target);
      },
      dragCancel() {
        dragging = false;
        drag.cancel();
      },
      marquee(box, done) {
        const frameBox = host.getBoundingClientRect();
        band.hidden = done;
        band.style.transform = `translate(${box.x - frameBox.x}px, ${box.y - frameBox.y}px)`;
        band.style.width = `${box.width}px`;
        band.style.height = `${box.height}px`;
        if (!done || !placed || box.width * box.height === 0) return;
        const { k, x, y } = zoom.transform();
        const [left, top] = [(box.left - frameBox.left - x) / k, (box.top - frameBox.top - y) / k];
        const [right, bottom] = [left + box.width / k, top + box.height / k];
        const { marks, centres } = placed;
        const caught = marks.filter((mark, index) => {
          const centre = centres[index]!;
          return (
            mark.kind === 'layer' &&
            centre.x >= left &&
            centre.x <= right &&
            centre.y >= top &&
            centre.y <= bottom
          );
        });
        const { selection } = store.getState();
        select([...new Set([...selection, ...caught.map((mark) => mark.id)])]);
      },
    },
    groupOf,
  );
  const keyboard = createKeyboard(svg, {
    walk: (from, direction) => placed && focus(walkLayers(placed, from, direction)),
    first: () => focus(layersInOrder()[0]),
    last: () => focus(layersInOrder().at(-1)),
    choose: (layer, add) => toggle([layer], add),
    menu: openMenu,
    clear: () => select([]),
    zoomBy(factor) {
      fitted = false;
      zoom.by(factor);
    },
    fit: () => fitView(true),
  });

  let shown: Partial<Pick<StudioState, 'selection' | 'hover'>> & {
    groups?: unknown;
    paints?: unknown;
    fills?: unknown;
    peak?: unknown;
    trial?: unknown;
  } = {};
  /** Brings the scene to the state, touching only what another object says has changed. */
  const sync = (): void => {
    frame = 0;
    if (!placed) return;
    const state = store.getState();
    const next = {
      selection: state.selection,
      hover: state.hover,
      groups: selectGroups(state),
      paints: selectPaints(state),
      fills: selectHullFills(state),
      peak: showsPeak ? selectPeak(state) : null,
      trial: selectTrialLayers(state),
    };
    if (next.groups !== shown.groups) scene.setHulls(hulls(placed, next.groups));
    if (next.paints !== shown.paints || next.fills !== shown.fills || next.groups !== shown.groups) {
      const changed = scene.paint(next.paints, next.fills);
      if (changed.length > 0) map.update({ paints: next.paints });
    }
    if (next.selection !== shown.selection) scene.setSelection(new Set(next.selection));
    if (next.peak !== (shown.peak ?? null)) scene.setPeak(next.peak && peakPicture(placed, next.peak));
    if (next.trial !== shown.trial) scene.setTrial(new Set(next.trial));
    if (next.hover !== shown.hover) scene.setHover(next.hover);
    shown = next;
  };
  const goToSelection = ([layer]: readonly string[]): void => {
    const index = placed?.marks.findIndex((mark) => mark.id === layer) ?? -1;
    const centre = placed?.centres[index];
    if (layer === undefined || !centre) return;
    scene.activate(layer);
    if (isVisible(centre, zoom.transform(), free())) return;
    fitted = false;
    zoom.centre(centre, free(), readingZoom);
  };
  const unsubscribe = store.subscribe((state, before) => {
    if (state.selection !== before.selection && !selecting) goToSelection(state.selection);
    if (frame === 0) frame = requestAnimationFrame(sync);
  });

  const draw = (): void => {
    if (!source) return;
    placed = wrapColumns(source.graph, source.layout, free(), source.columns);
    shown = {};
    scene.setGraph(placed);
    const least = fitTransform(placed, free()).k;
    zoom.limit(placed.width, placed.height, least);
    map.update({ graph: placed, view: size });
    fitView(false);
    sync();
  };
  const resize = new ResizeObserver(() => {
    const before = { ...size, footHeight };
    size = { width: host.clientWidth, height: host.clientHeight };
    footHeight = foot.offsetHeight;
    minimap.style.bottom = `${footHeight + 2 * footGap}px`;
    const isSame =
      size.width === before.width && size.height === before.height && footHeight === before.footHeight;
    if (size.width === 0 || size.height === 0 || isSame) return;
    if (source && fitted) {
      const columns = wrapColumns(source.graph, source.layout, free(), source.columns).columns;
      if (columns !== placed?.columns) draw();
      else fitView(false);
    } else scene.view(zoom.transform(), size);
    map.update({ view: size });
  });
  resize.observe(host);
  resize.observe(foot);

  return {
    /** Shows a laid-out picture, fitted. `columns` fixes their number; undefined chooses by the window's shape. */
    show(graph: VisibleGraph, layout: Layout, columns: number | undefined): void {
      source = { graph, layout, columns };
      draw();
    },
    clear(): void {
      source = null;
      placed = null;
      shown = {};
      scene.setGraph({ marks: [], edges: [], centres: [], routes: [], width: 0, height: 0, columns: 1 });
      scene.setHulls([]);
    },
    fit: () => fitView(true),
    zoomBy(factor: number): void {
      fitted = false;
      zoom.by(factor);
    },
    elementOf: scene.elementOf,
    /** Whether the picture says what makes the plan's peak of activation memory. */
    setPeak(shows: boolean): void {
      if (shows === showsPeak) return;
      showsPeak = shows;
      if (frame === 0) frame = requestAnimationFrame(sync);
    },
    /** Colours come from the theme; the minimap has to ask again. */
    themeChanged: () => map.update({}),
    destroy(): void {
      unsubscribe();
      resize.disconnect();
      cancelAnimationFrame(frame);
      pointer.destroy();
      keyboard.destroy();
      drag.destroy();
      map.destroy();
      zoom.destroy();
      tooltip.hide();
      scene.destroy();
    },
  };
}
