import type { PlacedGraph } from './wrapColumns.ts';

export type Direction = 'up' | 'down' | 'left' | 'right';

/**
 * The layer that an arrow key leads to: up and down follow the edges (through joins and pools) to the nearest layer,
 * the one most in line first; left and right go to the nearest layer on that side. Null at the rim.
 */
export function walkLayers(graph: PlacedGraph, from: string, direction: Direction): string | null {
  const start = graph.marks.findIndex((mark) => mark.id === from);
  if (start < 0) return null;
  return direction === 'up' || direction === 'down'
    ? alongEdges(graph, start, direction)
    : sideways(graph, start, direction);
}

function alongEdges(graph: PlacedGraph, start: number, direction: 'up' | 'down'): string | null {
  const next = new Map<number, number[]>();
  for (const { source, target } of graph.edges) {
    const [a, b] = direction === 'down' ? [source, target] : [target, source];
    next.set(a, [...(next.get(a) ?? []), b]);
  }
  const origin = graph.centres[start]!;
  let front = [start];
  const seen = new Set(front);
  while (front.length > 0) {
    front = front.flatMap((mark) => next.get(mark) ?? []).filter((mark) => !seen.has(mark) && seen.add(mark));
    const layers = front.filter((mark) => graph.marks[mark]!.kind === 'layer');
    if (layers.length > 0) {
      layers.sort(
        (a, b) => Math.abs(graph.centres[a]!.x - origin.x) - Math.abs(graph.centres[b]!.x - origin.x),
      );
      return graph.marks[layers[0]!]!.id;
    }
  }
  return null;
}

function sideways(graph: PlacedGraph, start: number, direction: 'left' | 'right'): string | null {
  const origin = graph.centres[start]!;
  const sign = direction === 'right' ? 1 : -1;
  let best: string | null = null;
  let least = Number.POSITIVE_INFINITY;
  graph.marks.forEach((mark, index) => {
    if (mark.kind !== 'layer') return;
    const { x, y } = graph.centres[index]!;
    const ahead = (x - origin.x) * sign;
    if (ahead < mark.width / 4) return;
    const distance = ahead + 3 * Math.abs(y - origin.y);
    if (distance < least) [best, least] = [mark.id, distance];
  });
  return best;
}
