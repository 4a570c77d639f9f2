import type { Layout, LayoutRequest, Point } from '../core/ports.ts';
import { layoutTangle } from './layoutTangle.ts';

const rankGap = 26;
const branchGap = 26;
const laneWidth = 18;

interface Region {
  readonly left: number;
  readonly right: number;
  readonly height: number;
}

interface Graph {
  readonly request: LayoutRequest;
  /** Edge indices by mark. */
  readonly out: readonly number[][];
  readonly in: readonly number[][];
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly via: Point[][];
}

/**
 * Layered drawing of a network, top to bottom. Networks are mostly chains of blocks between marks that every path
 * passes; those are stacked, parallel branches stand side by side (the tallest on the axis, so that the trunk is
 * straight), and only what does not fall apart that way is given to dagre. Linear for ordinary networks.
 */
export function layoutGraph(request: LayoutRequest): Omit<Layout, 'layoutMs'> {
  const count = request.marks.length;
  const graph: Graph = {
    request,
    out: Array.from({ length: count }, () => []),
    in: Array.from({ length: count }, () => []),
    x: new Float64Array(count),
    y: new Float64Array(count),
    via: request.edges.map(() => []),
  };
  request.edges.forEach((edge, index) => {
    graph.out[edge.source]!.push(index);
    graph.in[edge.target]!.push(index);
  });
  const units = new Array<number>(count).fill(0);
  const all = request.marks.map((_, mark) => mark);
  placeSeries(graph, all, null, null, (marks, unit) => {
    for (const mark of marks) units[mark] = unit;
  });
  return {
    marks: all.map((mark) => ({ x: graph.x[mark]!, y: graph.y[mark]! })),
    edges: graph.via,
    units,
  };
}

/** Marks that no edge inside `marks` (sorted) jumps over, as positions in `marks`. */
function cutPositions(graph: Graph, marks: readonly number[]): number[] {
  const position = new Map(marks.map((mark, index) => [mark, index]));
  const cuts: number[] = [];
  let reach = -1;
  marks.forEach((mark, index) => {
    if (reach <= index) cuts.push(index);
    for (const edge of graph.out[mark]!) {
      reach = Math.max(reach, position.get(graph.request.edges[edge]!.target) ?? -1);
    }
  });
  return cuts;
}

/**
 * Places `marks`, from y = 0 down, axis at x = 0, between the marks `above` and `below` (placed by the caller).
 * Returns what it covers.
 */
function placeSeries(
  graph: Graph,
  marks: readonly number[],
  above: number | null,
  below: number | null,
  onUnit?: (marks: readonly number[], unit: number) => void,
): Region {
  const { marks: sizes } = graph.request;
  const cuts = cutPositions(graph, marks);
  let [y, left, right, from] = [0, 0, 0, 0];
  let previous = above;
  for (let unit = 0; unit <= cuts.length; unit++) {
    const end = cuts[unit] ?? marks.length;
    const between = marks.slice(from, end);
    const next = unit < cuts.length ? marks[end]! : below;
    if (between.length > 0 || hasEdge(graph, previous, next)) {
      if (between.length > 0 && y > 0) y += rankGap;
      const region = placeParallel(graph, between, previous, next, y);
      [left, right] = [Math.max(left, region.left), Math.max(right, region.right)];
      y += region.height;
    }
    if (unit < cuts.length) {
      if (y > 0) y += rankGap;
      const { width, height } = sizes[next!]!;
      graph.x[next!] = 0;
      graph.y[next!] = y + height / 2;
      y += height;
      [left, right] = [Math.max(left, width / 2), Math.max(right, width / 2)];
    }
    onUnit?.(
      [...between, ...(unit < cuts.length ? [next!] : [])],
      Math.min(unit, Math.max(0, cuts.length - 1)),
    );
    previous = next;
    from = end + 1;
  }
  return { left, right, height: y };
}

function hasEdge(graph: Graph, source: number | null, target: number | null): boolean {
  if (source === null || target === null) return false;
  return graph.out[source]!.some((edge) => graph.request.edges[edge]!.target === target);
}

/** Places the branches between two marks side by side from `top` down, and a lane for a direct edge past them. */
function placeParallel(
  graph: Graph,
  marks: readonly number[],
  above: number | null,
  below: number | null,
  top: number,
): Region {
  const branches = components(graph, marks).map((branch) => placeBranch(graph, branch, above, below));
  const height = Math.max(0, ...branches.map((branch) => branch.height));
  branches.sort((a, b) => b.height - a.height || a.marks[0]! - b.marks[0]!);
  let [left, right] = [0, 0];
  branches.forEach((branch, index) => {
    const toRight = index > 0 && right <= left;
    const dx =
      index === 0 ? 0 : toRight ? right + branchGap + branch.left : -(left + branchGap + branch.right);
    shift(graph, branch, dx, top);
    if (branch.height < height) addLanes(graph, branch, below, dx, top + branch.height, top + height);
    right = Math.max(right, dx + branch.right);
    left = Math.max(left, branch.left - dx);
  });
  const direct =
    above === null ? [] : graph.out[above]!.filter((edge) => graph.request.edges[edge]!.target === below);
  if (direct.length > 0 && branches.length > 0) {
    const toRight = right <= left;
    const x = toRight ? right + laneWidth : -(left + laneWidth);
    for (const edge of direct)
      graph.via[edge] = [
        { x, y: top },
        { x, y: top + height },
      ];
    if (toRight) right = x + laneWidth / 2;
    else left = -x + laneWidth / 2;
  }
  return { left, right, height };
}

interface Branch extends Region {
  readonly marks: readonly number[];
  /** Edges whose via points move with the branch. */
  readonly edges: readonly number[];
}

function placeBranch(
  graph: Graph,
  marks: readonly number[],
  above: number | null,
  below: number | null,
): Branch {
  const inside = new Set(marks);
  const edges = marks.flatMap((mark) => [
    ...graph.in[mark]!,
    ...graph.out[mark]!.filter((edge) => !inside.has(graph.request.edges[edge]!.target)),
  ]);
  const cuts = cutPositions(graph, marks);
  const first = marks[cuts[0] ?? -1];
  const last = marks[cuts.at(-1) ?? -1];
  const falls =
    first !== undefined &&
    last !== undefined &&
    (above === null ||
      graph.out[above]!.every(
        (edge) => !inside.has(targetOf(graph, edge)) || targetOf(graph, edge) <= first,
      )) &&
    (below === null ||
      graph.in[below]!.every((edge) => !inside.has(sourceOf(graph, edge)) || sourceOf(graph, edge) >= last));
  if (falls) return { ...placeSeries(graph, marks, above, below), marks, edges };
  const tangle = layoutTangle(graph.request, marks, edges, rankGap, branchGap);
  marks.forEach((mark, index) => {
    graph.x[mark] = tangle.marks[index]!.x;
    graph.y[mark] = tangle.marks[index]!.y;
  });
  edges.forEach((edge, index) => {
    graph.via[edge] = [...tangle.edges[index]!];
  });
  return { ...tangle.region, marks, edges };
}

const sourceOf = (graph: Graph, edge: number): number => graph.request.edges[edge]!.source;
const targetOf = (graph: Graph, edge: number): number => graph.request.edges[edge]!.target;

function shift(graph: Graph, branch: Branch, dx: number, dy: number): void {
  for (const mark of branch.marks) {
    graph.x[mark] = graph.x[mark]! + dx;
    graph.y[mark] = graph.y[mark]! + dy;
  }
  for (const edge of branch.edges) {
    graph.via[edge] = graph.via[edge]!.map(({ x, y }) => ({ x: x + dx, y: y + dy }));
  }
}

/** Leads the edges that leave a short branch straight down to where its tallest neighbour ends. */
function addLanes(
  graph: Graph,
  branch: Branch,
  below: number | null,
  x: number,
  from: number,
  to: number,
): void {
  for (const edge of branch.edges) {
    if (targetOf(graph, edge) !== below || graph.via[edge]!.length > 0) continue;
    graph.via[edge] = [
      { x, y: from },
      { x, y: to },
    ];
  }
}

/** Connected parts of the graph inside `marks`, each sorted. */
function components(graph: Graph, marks: readonly number[]): number[][] {
  const inside = new Set(marks);
  const parts: number[][] = [];
  for (const start of marks) {
    if (!inside.delete(start)) continue;
    const part = [start];
    for (let next = 0; next < part.length; next++) {
      const mark = part[next]!;
      const near = [
        ...graph.out[mark]!.map((edge) => targetOf(graph, edge)),
        ...graph.in[mark]!.map((edge) => sourceOf(graph, edge)),
      ];
      for (const other of near) if (inside.delete(other)) part.push(other);
    }
    parts.push(part.sort((a, b) => a - b));
  }
  return parts;
}
