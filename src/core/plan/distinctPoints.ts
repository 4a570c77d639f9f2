import type { StairPoint } from './Staircase.ts';

/** Relative differences below this are rounding, to the eye and to a slider's steps. */
const rounding = 1e-9;

/**
 * The points of a staircase (ascending in cost) that differ by more than rounding: of those at one cost the least
 * sensitive, of those with one sensitivity the cheapest.
 */
export function distinctPoints(points: readonly StairPoint[]): readonly StairPoint[] {
  const kept: StairPoint[] = [];
  for (const point of points) {
    const last = kept.at(-1);
    if (last && point.sensitivity >= last.sensitivity * (1 - rounding)) continue;
    if (last && point.cost <= last.cost * (1 + rounding)) kept.pop();
    kept.push(point);
  }
  return kept;
}
