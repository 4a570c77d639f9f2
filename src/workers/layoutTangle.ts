import { Graph, layout } from '@dagrejs/dagre';
import type { LayoutRequest, Point } from '../core/ports.ts';

interface Tangle {
  /** Centres in the order of `marks`, from y = 0 down; the first mark lies near the axis x = 0. */
  readonly marks: readonly Point[];
  readonly edges: readonly (readonly Point[])[];
  readonly region: { readonly left: number; readonly right: number; readonly height: number };
}

/** Above this many marks network simplex takes seconds, and the cheaper ranking looks nearly the same. */
const simplexLimit = 120;

/**
 * Dagre for a part of a graph that has no simpler structure. `edges` are those inside the part and those that lead
 * in or out of it; ends outside the part become points without size above and below.
 */
export function layoutTangle(
  request: LayoutRequest,
  marks: readonly number[],
  edges: readonly number[],
  rankGap: number,
  branchGap: number,
): Tangle {
  const graph = new Graph({ multigraph: true });
  graph.setGraph({
    rankdir: 'TB',
    ranksep: rankGap,
    nodesep: branchGap,
    edgesep: 14,
    ranker: marks.length <= simplexLimit ? 'network-simplex' : 'longest-path',
  });
  graph.setDefaultEdgeLabel(() => ({}));
  const inside = new Set(marks);
  for (const mark of marks) graph.setNode(String(mark), { ...request.marks[mark]! });
  for (const edge of edges) {
    const { source, target } = request.edges[edge]!;
    for (const end of [source, target]) {
      if (!inside.has(end) && !graph.hasNode(String(end)))
        graph.setNode(String(end), { width: 1, height: 1 });
    }
    graph.setEdge(String(source), String(target), {}, String(edge));
  }
  layout(graph);

  const centre = (mark: number): Point => graph.node(String(mark)) as Point;
  const top = Math.min(...marks.map((mark) => centre(mark).y - request.marks[mark]!.height / 2));
  const bottom = Math.max(...marks.map((mark) => centre(mark).y + request.marks[mark]!.height / 2));
  const axis = centre(marks[0]!).x;
  const local = ({ x, y }: Point): Point => ({ x: x - axis, y: y - top });
  const routes = edges.map((edge): Point[] => {
    const { source, target } = request.edges[edge]!;
    const found = graph.edge(String(source), String(target), String(edge)) as { points?: Point[] };
    // dagre's first and last points lie on the boxes; ours are drawn from the box anyway.
    return (found.points ?? [])
      .slice(1, -1)
      .filter(({ y }) => y >= top && y <= bottom)
      .map(local);
  });
  const placed = marks.map((mark) => local(centre(mark)));
  let [left, right] = [0, 0];
  placed.forEach(({ x }, index) => {
    const half = request.marks[marks[index]!]!.width / 2;
    [left, right] = [Math.max(left, half - x), Math.max(right, x + half)];
  });
  for (const { x } of routes.flat()) [left, right] = [Math.max(left, -x), Math.max(right, x)];
  return { marks: placed, edges: routes, region: { left, right, height: bottom - top } };
}
