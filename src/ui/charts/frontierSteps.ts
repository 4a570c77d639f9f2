import type { CurvePoint } from './curveScales.ts';

/**
 * Steps along a frontier (ascending in cost). With a limit, the best plan is that of the dearest breakpoint that fits:
 * between two breakpoints nothing changes, so the arrow keys go from one to the next.
 */

/** Index of the dearest breakpoint within the limit; -1 when none fits. Costs equal up to rounding fit. */
export function breakpointWithin(points: readonly CurvePoint[], limit: number): number {
  const reach = limit + Math.abs(limit) * 1e-9;
  let low = 0;
  let high = points.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.cost <= reach) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Best total AQS within a limit; null below the cheapest plan. */
export function sensitivityWithin(points: readonly CurvePoint[], limit: number): number | null {
  return points[breakpointWithin(points, limit)]?.sensitivity ?? null;
}

/** The limit an arrow key goes to: the next breakpoint up or down. Without a frontier, a hundredth of the range. */
export function stepLimit(
  points: readonly CurvePoint[],
  limit: number,
  direction: 1 | -1,
  range: readonly [number, number],
): number {
  if (points.length === 0) return clamp(limit + (direction * (range[1] - range[0])) / 100, range);
  const at = breakpointWithin(points, limit);
  if (direction === 1) return points[Math.min(points.length - 1, at + 1)]!.cost;
  const here = points[at];
  // A limit between two breakpoints first comes down to the one it stands on.
  const onIt = here !== undefined && Math.abs(limit - here.cost) <= Math.abs(limit) * 1e-9;
  return points[Math.max(0, onIt ? at - 1 : at)]!.cost;
}

/**
 * The limit on total AQS that an arrow key goes to: up to the next cheaper step, down to the next one that is less
 * sensitive. A limit between two steps first comes down to the one that it allows.
 */
export function stepAqsLimit(points: readonly CurvePoint[], limit: number, direction: 1 | -1): number {
  const reach = limit + Math.abs(limit) * 1e-9;
  const at = points.findIndex(({ sensitivity }) => sensitivity <= reach);
  const last = points.at(-1);
  if (!last) return limit;
  if (at < 0) return last.sensitivity;
  if (direction === 1) return points[Math.max(0, at - 1)]!.sensitivity;
  const here = points[at]!.sensitivity;
  const onIt = Math.abs(limit - here) <= Math.abs(limit) * 1e-9;
  return onIt ? points[Math.min(points.length - 1, at + 1)]!.sensitivity : here;
}

/** SVG path of the frontier as the step function it is, from its first point to the right end of the axis. */
export function stepPath(
  points: readonly CurvePoint[],
  x: (cost: number) => number,
  y: (sensitivity: number) => number,
  right: number,
): string {
  let path = '';
  let lastX = Number.NEGATIVE_INFINITY;
  for (const [index, point] of points.entries()) {
    const px = x(point.cost);
    // Thousands of breakpoints: what falls on the same quarter pixel is not drawn twice.
    if (index > 0 && index < points.length - 1 && px - lastX < 0.25) continue;
    lastX = px;
    const py = y(point.sensitivity).toFixed(1);
    path += index === 0 ? `M${px.toFixed(1)} ${py}` : `H${px.toFixed(1)}V${py}`;
  }
  return path && `${path}H${right.toFixed(1)}`;
}

function clamp(value: number, [low, high]: readonly [number, number]): number {
  return Math.min(high, Math.max(low, value));
}
