import { arrowPath, edgePath } from '../edgePath.ts';
import type { PlacedGraph } from '../wrapColumns.ts';
import { svgElement } from './svgElement.ts';

const edgesPerPath = 64;
/** More at once would hide the picture. */
const mostLit = 400;

/** The lines between marks: all of them, those in memory at the peak, and those that stand out. */
export function createEdges(root: SVGGElement) {
  const all = svgElement('g', { class: 'edges', 'aria-hidden': 'true' }, root);
  const atPeak = svgElement('g', { class: 'edges-peak', 'aria-hidden': 'true' }, root);
  const lit = svgElement('path', { class: 'edge-lit', 'aria-hidden': 'true' }, root);
  let graph: PlacedGraph | null = null;
  /** By mark. */
  let edgesOf = new Map<string, number[]>();

  const pathOf = (edges: readonly number[]): string =>
    graph ? edges.map((edge) => edgePath(graph!, edge)).join('') : '';

  const draw = (): void => {
    all.replaceChildren();
    if (!graph) return;
    for (let from = 0; from < graph.edges.length; from += edgesPerPath) {
      let [lines, heads] = ['', ''];
      for (let index = from; index < Math.min(from + edgesPerPath, graph.edges.length); index++) {
        lines += edgePath(graph, index);
        heads += arrowPath(graph, index);
      }
      svgElement('path', { class: 'edge', d: lines }, all);
      svgElement('path', { class: 'arrow', d: heads }, all);
    }
  };

  return {
    /** Another picture; no edge of it is at the peak or lit. */
    setGraph(next: PlacedGraph): void {
      graph = next;
      edgesOf = new Map(next.marks.map(({ id }) => [id, []]));
      next.edges.forEach(({ source, target }, index) => {
        edgesOf.get(next.marks[source]!.id)!.push(index);
        edgesOf.get(next.marks[target]!.id)!.push(index);
      });
      draw();
      atPeak.replaceChildren();
      lit.removeAttribute('d');
    },
    /** Twice the same path: a broad line with a narrow one in it reads as a pipe, in any colour. */
    setPeak(edges: readonly number[]): void {
      const path = pathOf(edges);
      atPeak.replaceChildren();
      if (!path) return;
      svgElement('path', { class: 'edge-peak', d: path }, atPeak);
      svgElement('path', { class: 'edge-peak-core', d: path }, atPeak);
    },
    /** Those that end at one of these layers. */
    light(layers: readonly string[]): void {
      const edges = new Set(layers.flatMap((layer) => edgesOf.get(layer) ?? []));
      lit.setAttribute('d', pathOf([...edges].slice(0, mostLit)));
    },
  };
}
