import type { Point } from '../../core/ports.ts';
import type { PlacedGraph } from './wrapColumns.ts';

const corner = 9;

/** SVG path of an edge: from the foot of its source to the head of its target, vertical where it meets a box. */
export function edgePath(graph: PlacedGraph, index: number): string {
  const { source, target } = graph.edges[index]!;
  const { points, bent } = graph.routes[index]!;
  const [from, to] = [graph.centres[source]!, graph.centres[target]!];
  const start = { x: from.x, y: from.y + graph.marks[source]!.height / 2 };
  const end = { x: to.x, y: to.y - graph.marks[target]!.height / 2 - arrowLength };
  let path = `M${at(start)}`;
  let last = start;
  if (bent.length > 0) {
    const corners = [start, ...bent, { x: bent.at(-1)!.x, y: bent.at(-1)!.y + corner }];
    for (let i = 1; i < corners.length - 1; i++)
      path += rounded(corners[i - 1]!, corners[i]!, corners[i + 1]!);
    last = corners.at(-1)!;
    path += `L${at(last)}`;
  }
  for (const point of [...points, end]) {
    path += Math.abs(last.x - point.x) < 0.1 ? `L${at(point)}` : elbow(last, point);
    last = point;
  }
  return path;
}

/** Room for the arrow head, which is drawn from the end of the path to the box. */
export const arrowLength = 5;

/** Path of the arrow heads of edges, one small triangle each, for one path element. */
export function arrowPath(graph: PlacedGraph, index: number): string {
  const { target } = graph.edges[index]!;
  const { x } = graph.centres[target]!;
  const y = graph.centres[target]!.y - graph.marks[target]!.height / 2;
  return `M${round(x)} ${round(y)}l-3.4 ${-arrowLength - 1}h6.8z`;
}

/** Down, across half way, down: with rounded corners, a plain slant where there is no room for them. */
function elbow(from: Point, to: Point): string {
  const middle = (from.y + to.y) / 2;
  if (to.y - from.y < 8) return `L${at(to)}`;
  const [a, b] = [
    { x: from.x, y: middle },
    { x: to.x, y: middle },
  ];
  return `${rounded(from, a, b, 2)}${rounded(a, b, to, 2)}L${at(to)}`;
}

/** `shares`: by how many corners the shortest side is shared, so that they do not meet. */
function rounded(before: Point, point: Point, after: Point, shares = 2): string {
  const a = toward(point, before, shares);
  const b = toward(point, after, shares);
  return `L${at(a)}Q${at(point)} ${at(b)}`;
}

function toward(from: Point, to: Point, shares: number): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const reach = Math.min(corner, length / shares) / length;
  return { x: from.x + (to.x - from.x) * reach, y: from.y + (to.y - from.y) * reach };
}

function at({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
