import { tellingNames } from '../../format/tellingNames.ts';
import type { Hull } from '../hulls.ts';
import { changedPaints, type LayerPaint } from '../layerPaint.ts';
import { levelOfDetail } from '../levelOfDetail.ts';
import type { PeakPicture } from '../peakPicture.ts';
import { commonScope, shortenName } from '../shortenName.ts';
import type { PlacedGraph } from '../wrapColumns.ts';
import { createEdges } from './createEdges.ts';
import { createHatch } from './createHatch.ts';
import { createHulls } from './createHulls.ts';
import { createLayerMark } from './createLayerMark.ts';
import { createMark, type MarkView } from './createMark.ts';
import { createPulses } from './createPulses.ts';
import { svgElement } from './svgElement.ts';

export interface Transform {
  readonly k: number;
  readonly x: number;
  readonly y: number;
}

/** Pictures of up to this many marks stay in the DOM whole; of larger ones only what is near the window. */
const cullAbove = 500;
const cullEveryMs = 80;

export type Scene = ReturnType<typeof createScene>;

/**
 * The picture itself, without React: made once per <svg>, told what changed, touching only that.
 * `root` is the group that zoom moves.
 */
export function createScene(svg: SVGSVGElement) {
  svg.replaceChildren();
  createHatch(svg);
  const root = svgElement('g', { class: 'graph-root' }, svg);
  const hullLayer = createHulls(svgElement('g', { class: 'hulls', 'aria-hidden': 'true' }, root));
  const edges = createEdges(root);
  const marksGroup = svgElement(
    'g',
    {
      class: 'marks',
      role: 'listbox',
      'aria-multiselectable': 'true',
      'aria-label': 'Layers of the network',
    },
    root,
  );
  const badgeLayer = svgElement('g', { class: 'badges', 'aria-hidden': 'true' }, root);
  const pulses = createPulses(root);

  let graph: PlacedGraph = { marks: [], edges: [], centres: [], routes: [], width: 0, height: 0, columns: 1 };
  let indexOf = new Map<string, number>();
  let scope = '';
  let telling: ReadonlyMap<string, string> = new Map();
  let paints: ReadonlyMap<string, LayerPaint> = new Map();
  let selection: ReadonlySet<string> = new Set();
  let hover: string | null = null;
  let active: string | null = null;
  let dragged: ReadonlySet<string> = new Set();
  let trial: ReadonlySet<string> = new Set();
  let peak: PeakPicture | null = null;
  const mounted = new Map<number, MarkView>();
  let transform: Transform = { k: 1, x: 0, y: 0 };
  let size = { width: 0, height: 0 };
  let cullTimer: ReturnType<typeof setTimeout> | undefined;

  const mount = (index: number): MarkView => {
    const mark = graph.marks[index]!;
    const short =
      mark.kind === 'layer'
        ? shortenName(telling.get(mark.name) ?? mark.name, '', 19)
        : shortenName(mark.name, scope, 17);
    const view = mark.kind === 'layer' ? createLayerMark(mark, short) : createMark(mark, short);
    const { x, y } = graph.centres[index]!;
    view.root.setAttribute('transform', `translate(${x} ${y})`);
    if (mark.kind === 'layer') {
      const paint = paints.get(mark.name);
      if (paint) view.paint(paint);
      view.root.setAttribute('aria-selected', String(selection.has(mark.name)));
      view.root.classList.toggle('selected', selection.has(mark.name));
      view.root.classList.toggle('hovered', hover === mark.name);
      view.root.classList.toggle('dragged', dragged.has(mark.name));
      view.root.classList.toggle('trial', trial.has(mark.name));
      if (mark.name === active) view.root.setAttribute('tabindex', '0');
    }
    view.root.classList.toggle('at-peak', peak?.mark === index);
    mounted.set(index, view);
    marksGroup.append(view.root);
    return view;
  };
  const viewOf = (layer: string | null): MarkView | undefined => {
    const index = layer === null ? undefined : indexOf.get(layer);
    return index === undefined ? undefined : mounted.get(index);
  };

  /** Mounts what is near the window; unmounts the rest of large pictures, never what has the focus. */
  const cull = (): void => {
    const lod = levelOfDetail(transform.k);
    if (svg.dataset.lod !== lod) svg.dataset.lod = lod;
    const all = graph.marks.length <= cullAbove;
    const pad = 0.25;
    const left = (-transform.x - size.width * pad) / transform.k;
    const right = (size.width * (1 + pad) - transform.x) / transform.k;
    const top = (-transform.y - size.height * pad) / transform.k;
    const bottom = (size.height * (1 + pad) - transform.y) / transform.k;
    graph.marks.forEach((mark, index) => {
      const { x, y } = graph.centres[index]!;
      const near =
        all ||
        mark.id === active ||
        (x + mark.width / 2 > left &&
          x - mark.width / 2 < right &&
          y + mark.height > top &&
          y - mark.height < bottom);
      const view = mounted.get(index);
      if (near) {
        const shown = view ?? mount(index);
        if (lod !== 'far') shown.detail();
      } else if (view) {
        view.root.remove();
        mounted.delete(index);
      }
    });
  };

  /** Edges of what is selected or under the pointer stand out. */
  const lightEdges = (): void => edges.light(hover === null ? [...selection] : [hover, ...selection]);

  return {
    root,
    setGraph(next: PlacedGraph): void {
      graph = next;
      indexOf = new Map(graph.marks.map((mark, index) => [mark.id, index]));
      const layers = graph.marks.filter((mark) => mark.kind === 'layer').map((mark) => mark.name);
      scope = commonScope(layers);
      telling = new Map(tellingNames(layers).map((name, index) => [layers[index]!, name]));
      if (active === null || !indexOf.has(active)) active = layers[0] ?? null;
      marksGroup.replaceChildren();
      pulses.clear();
      mounted.clear();
      peak = null;
      edges.setGraph(graph);
      lightEdges();
      cull();
    },
    setHulls(hulls: readonly Hull[]): void {
      hullLayer.set(hulls, badgeLayer);
    },
    /** Repaints what differs and says which layers that was. Layers whose bits changed pulse once. */
    paint(next: ReadonlyMap<string, LayerPaint>, hullFills: ReadonlyMap<string, string>): string[] {
      const changed = changedPaints(paints, next);
      const before = paints;
      paints = next;
      const pulsing: number[] = [];
      const arriving: number[] = [];
      for (const name of changed) {
        const view = viewOf(name);
        if (!view) continue;
        const [old, now] = [before.get(name), next.get(name)!];
        view.paint(now);
        if (!old) continue;
        if (old.bits && now.bits && old.bits !== now.bits) pulsing.push(indexOf.get(name)!);
        else if (old.fill === null && now.fill !== null) arriving.push(indexOf.get(name)!);
      }
      pulses.show(graph, pulsing, 'change');
      pulses.show(graph, arriving, 'arrive');
      hullLayer.paint(hullFills);
      return changed;
    },
    setSelection(next: ReadonlySet<string>): void {
      for (const name of new Set([...selection, ...next])) {
        const view = viewOf(name);
        view?.root.classList.toggle('selected', next.has(name));
        view?.root.setAttribute('aria-selected', String(next.has(name)));
      }
      selection = next;
      lightEdges();
    },
    setHover(next: string | null): void {
      if (next === hover) return;
      viewOf(hover)?.root.classList.remove('hovered');
      hover = next;
      viewOf(hover)?.root.classList.add('hovered');
      lightEdges();
    },
    /** What is in memory at the peak, as pipes, and the node that runs then; null: not shown. */
    setPeak(next: PeakPicture | null): void {
      peak = next;
      for (const [index, view] of mounted) view.root.classList.toggle('at-peak', peak?.mark === index);
      edges.setPeak(peak?.edges ?? []);
    },
    /** Layers whose pair is being tried now. */
    setTrial(next: ReadonlySet<string>): void {
      for (const name of new Set([...trial, ...next]))
        viewOf(name)?.root.classList.toggle('trial', next.has(name));
      trial = next;
    },
    setDragged(next: ReadonlySet<string>): void {
      for (const name of dragged) viewOf(name)?.root.classList.remove('dragged');
      dragged = next;
      for (const name of dragged) viewOf(name)?.root.classList.add('dragged');
    },
    /** Lifts or dims the marks and hulls of groups while layers are dragged; an empty map puts all back. */
    setTargets(
      states: ReadonlyMap<string, 'legal' | 'forbidden'>,
      groupOf: (layer: string) => string | undefined,
    ): void {
      svg.classList.toggle('dragging', states.size > 0);
      for (const [index, view] of mounted) {
        const mark = graph.marks[index]!;
        if (mark.kind !== 'layer') continue;
        const group = groupOf(mark.name);
        const state = group === undefined ? undefined : states.get(group);
        view.root.classList.toggle('legal', state === 'legal');
        view.root.classList.toggle('forbidden', state === 'forbidden');
      }
      hullLayer.setTargets(states);
    },
    /** The group under the pointer while dragging. */
    setOver(layers: readonly string[], group: string | null): void {
      for (const view of marksGroup.querySelectorAll('.over')) view.classList.remove('over');
      for (const name of layers) viewOf(name)?.root.classList.add('over');
      hullLayer.setOver(group);
    },
    /** Which layer the Tab key reaches. Mounts it if need be. */
    activate(layer: string): SVGGElement | null {
      const index = indexOf.get(layer);
      if (index === undefined) return null;
      viewOf(active)?.root.setAttribute('tabindex', '-1');
      active = layer;
      const view = mounted.get(index) ?? mount(index);
      if (levelOfDetail(transform.k) !== 'far') view.detail();
      view.root.setAttribute('tabindex', '0');
      return view.root;
    },
    activeLayer: (): string | null => active,
    elementOf: (layer: string): SVGGElement | null => viewOf(layer)?.root ?? null,
    view(next: Transform, nextSize: { width: number; height: number }): void {
      transform = next;
      size = nextSize;
      root.setAttribute('transform', `translate(${next.x} ${next.y}) scale(${next.k})`);
      if (graph.marks.length <= cullAbove) cull();
      // A large picture moves at once; marks that come into view follow a few times a second.
      else
        cullTimer ??= setTimeout(() => {
          cullTimer = undefined;
          cull();
        }, cullEveryMs);
    },
    destroy(): void {
      clearTimeout(cullTimer);
      svg.replaceChildren();
    },
  };
}
