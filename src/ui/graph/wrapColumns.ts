import type { Layout, Point } from '../../core/ports.ts';
import type { VisibleGraph } from './Mark.ts';

/** The picture with a place for everything, px at zoom 1, origin at the top left. */
export interface PlacedGraph extends VisibleGraph {
  readonly centres: readonly Point[];
  /** Per edge: corner points between the two boxes; `bent` edges turn at right angles into the next column. */
  readonly routes: readonly { readonly points: readonly Point[]; readonly bent: readonly Point[] }[];
  readonly width: number;
  readonly height: number;
  readonly columns: number;
}

const gutter = 58;
const bend = 20;
const margin = 22;

interface Unit {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/**
 * Cuts the column of a layout into as many columns as show it largest in a window of this shape, like a newspaper.
 * `columns` fixes the number instead.
 */
export function wrapColumns(
  graph: VisibleGraph,
  layout: Layout,
  view: { readonly width: number; readonly height: number },
  columns?: number,
): PlacedGraph {
  const units = unitsOf(graph, layout);
  let best = [units.map((_, index) => index)];
  let bestScale = 0;
  const most = Math.min(units.length, columns ?? 24);
  for (let count = columns ? most : 1; count <= most; count++) {
    const split = splitEvenly(units, count);
    const size = sizeOf(units, split);
    const scale = Math.min(view.width / size.width, view.height / size.height);
    // A further column must pay: the eye follows one line more easily than many.
    if (scale > bestScale * 1.06) [best, bestScale] = [split, scale];
  }
  return place(graph, layout, units, best);
}

function unitsOf(graph: VisibleGraph, layout: Layout): Unit[] {
  const count = Math.max(-1, ...layout.units) + 1;
  const units = Array.from({ length: count }, () => ({
    top: Infinity,
    bottom: -Infinity,
    left: 0,
    right: 0,
  }));
  graph.marks.forEach((mark, index) => {
    const unit = units[layout.units[index]!]!;
    const { x, y } = layout.marks[index]!;
    unit.top = Math.min(unit.top, y - mark.height / 2);
    unit.bottom = Math.max(unit.bottom, y + mark.height / 2);
    unit.left = Math.max(unit.left, mark.width / 2 - x);
    unit.right = Math.max(unit.right, x + mark.width / 2);
  });
  graph.edges.forEach((edge, index) => {
    const unit = units[layout.units[edge.target]!]!;
    for (const { x } of layout.edges[index]!) {
      unit.left = Math.max(unit.left, 8 - x);
      unit.right = Math.max(unit.right, x + 8);
    }
  });
  return units;
}

/** Splits the units into at most `count` runs whose tallest is as short as can be. */
function splitEvenly(units: readonly Unit[], count: number): number[][] {
  const first = units[0]?.top ?? 0;
  const total = (units.at(-1)?.bottom ?? 0) - first;
  let low = Math.max(total / count, ...units.map((unit) => unit.bottom - unit.top));
  let high = total;
  for (let step = 0; step < 20 && high - low > 1; step++) {
    const middle = (low + high) / 2;
    if (runs(units, middle).length <= count) high = middle;
    else low = middle;
  }
  return runs(units, high);
}

function runs(units: readonly Unit[], height: number): number[][] {
  const columns: number[][] = [];
  units.forEach((unit, index) => {
    const column = columns.at(-1);
    if (column && unit.bottom - units[column[0]!]!.top <= height + 0.5) column.push(index);
    else columns.push([index]);
  });
  return columns;
}

interface Column {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

function columnsOf(units: readonly Unit[], split: readonly number[][]): Column[] {
  return split.map((indices) => ({
    top: units[indices[0]!]!.top,
    bottom: units[indices.at(-1)!]!.bottom,
    left: Math.max(...indices.map((index) => units[index]!.left)),
    right: Math.max(...indices.map((index) => units[index]!.right)),
  }));
}

function sizeOf(units: readonly Unit[], split: readonly number[][]): { width: number; height: number } {
  const columns = columnsOf(units, split);
  const wide = columns.reduce((sum, column) => sum + column.left + column.right, 0);
  return {
    width: wide + gutter * Math.max(0, columns.length - 1) + 2 * margin,
    height:
      Math.max(0, ...columns.map((column) => column.bottom - column.top)) +
      2 * (margin + (columns.length > 1 ? bend : 0)),
  };
}

function place(
  graph: VisibleGraph,
  layout: Layout,
  units: readonly Unit[],
  split: readonly number[][],
): PlacedGraph {
  const columns = columnsOf(units, split);
  const size = sizeOf(units, split);
  const columnOfUnit = new Map(
    split.flatMap((indices, column) => indices.map((unit) => [unit, column] as const)),
  );
  const headroom = margin + (columns.length > 1 ? bend : 0);
  const axes: number[] = [];
  let x = margin;
  for (const column of columns) {
    axes.push(x + column.left);
    x += column.left + column.right + gutter;
  }
  const columnOf = (mark: number): number => columnOfUnit.get(layout.units[mark]!) ?? 0;
  const move = (column: number, point: Point): Point => ({
    x: point.x + axes[column]!,
    y: point.y - columns[column]!.top + headroom,
  });
  const centres = graph.marks.map((_, mark) => move(columnOf(mark), layout.marks[mark]!));
  const routes = graph.edges.map((edge, index) => {
    const [from, to] = [columnOf(edge.source), columnOf(edge.target)];
    const points = layout.edges[index]!.map((point) => move(to, point));
    if (from === to) return { points, bent: [] };
    const source = centres[edge.source]!;
    const foot = headroom + columns[from]!.bottom - columns[from]!.top + bend;
    const lane = axes[to]! - columns[to]!.left - gutter / 2;
    const head = headroom - bend;
    return {
      points,
      bent: [
        { x: source.x, y: foot },
        { x: lane, y: foot },
        { x: lane, y: head },
        { x: axes[to]!, y: head },
      ],
    };
  });
  return { ...graph, centres, routes, width: size.width, height: size.height, columns: columns.length };
}
