import { polygonHull } from 'd3';
import type { Group } from '../../core/groups/Group.ts';
import type { Point } from '../../core/ports.ts';
import type { PlacedGraph } from './wrapColumns.ts';

/** How a group of two or more layers is shown. */
export interface Hull {
  readonly group: string;
  readonly layers: readonly string[];
  /** `hull`: one soft shape around neighbours. `badges`: an outline around each, joined by thin lines. */
  readonly form: 'hull' | 'badges';
  /** The shapes to fill; drawn with round joins of `hullRadius`. */
  readonly path: string;
  /** Thin lines from outline to outline; empty for a hull. */
  readonly link: string;
  /** Why they are together, for people. */
  readonly text: string;
  /** Where the group's badge stands. */
  readonly badge: Point;
}

/** Half of the stroke that rounds the shapes; boxes are padded by as much again. */
export const hullRadius = 7;
const padding = 3;

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Hulls of all groups with at least two layers in the picture. */
export function hulls(graph: PlacedGraph, groups: readonly Group[]): Hull[] {
  const indexOf = new Map(graph.marks.map((mark, index) => [mark.id, index]));
  const boxes = graph.marks.map((mark, index): Box => {
    const { x, y } = graph.centres[index]!;
    return {
      left: x - mark.width / 2,
      right: x + mark.width / 2,
      top: y - mark.height / 2,
      bottom: y + mark.height / 2,
    };
  });
  const byHeight = boxes.map((_, index) => index).sort((a, b) => boxes[a]!.top - boxes[b]!.top);
  return groups.flatMap((group) => {
    const members = group.layers.map((layer) => indexOf.get(layer)).filter((index) => index !== undefined);
    if (members.length < 2) return [];
    return [hullOf(group, members, boxes, byHeight)];
  });
}

function hullOf(
  group: Group,
  members: readonly number[],
  boxes: readonly Box[],
  byHeight: readonly number[],
): Hull {
  const corners = members.flatMap((member) => cornersOf(boxes[member]!));
  const hull = polygonHull(corners) ?? corners;
  const inside = new Set(members);
  const top = Math.min(...hull.map(([, y]) => y));
  const bottom = Math.max(...hull.map(([, y]) => y));
  const stranger = byHeight.some((index) => {
    const box = boxes[index]!;
    return !inside.has(index) && box.bottom > top && box.top < bottom && overlaps(hull, box);
  });
  const first = boxes[members[0]!]!;
  const badge = { x: first.left - padding - hullRadius, y: first.top - padding - hullRadius };
  const text = group.reasons.map((reason) => reason.text).join('\n') || group.layers.join(', ');
  const common = { group: group.id, layers: group.layers, text, badge };
  if (!stranger) return { ...common, form: 'hull', path: pathOf(hull), link: '' };
  const centre = (box: Box): Point => ({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });
  const link = members.slice(1).map((member, index) => {
    const [from, to] = [centre(boxes[members[index]!]!), centre(boxes[member]!)];
    return `M${round(from.x)} ${round(from.y)}L${round(to.x)} ${round(to.y)}`;
  });
  return {
    ...common,
    form: 'badges',
    path: members.map((member) => pathOf(cornersOf(boxes[member]!))).join(''),
    link: link.join(''),
  };
}

function cornersOf({ left, right, top, bottom }: Box): [number, number][] {
  return [
    [left - padding, top - padding],
    [right + padding, top - padding],
    [right + padding, bottom + padding],
    [left - padding, bottom + padding],
  ];
}

/** Do a convex polygon and a box share any area? Separating axes: the box's two and the polygon's edges. */
function overlaps(polygon: readonly [number, number][], box: Box): boolean {
  const corners: [number, number][] = [
    [box.left, box.top],
    [box.right, box.top],
    [box.right, box.bottom],
    [box.left, box.bottom],
  ];
  const axes: [number, number][] = [
    [1, 0],
    [0, 1],
  ];
  polygon.forEach(([x, y], index) => {
    const [nextX, nextY] = polygon[(index + 1) % polygon.length]!;
    axes.push([y - nextY, nextX - x]);
  });
  return axes.every(([ax, ay]) => {
    const a = polygon.map(([x, y]) => x * ax + y * ay);
    const b = corners.map(([x, y]) => x * ax + y * ay);
    return Math.max(...a) > Math.min(...b) && Math.max(...b) > Math.min(...a);
  });
}

function pathOf(points: readonly (readonly [number, number])[]): string {
  return `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}Z`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
