import { capPlans } from './capPlans.ts';
import { hullWalk } from './hullWalk.ts';
import type { CostName, Program } from './Program.ts';

/** One supported (convex hull) point of total AQS over one cost. */
export interface FrontierPoint {
  readonly cost: number;
  readonly sensitivity: number;
  /** What changed from the point before: this group took this option. Absent at the first point. */
  readonly group?: number;
  readonly option?: number;
}

/**
 * The trade-off curve of the whole program over one cost, exact at its breakpoints: from the cheapest plan to the least
 * sensitive one, ascending in cost, convex. Between two breakpoints the optimum lies on or above the straight
 * line. Ignores budgets; keeps pins. O(n log n) in the number of options. Peak memory is no sum and has no such hull: its
 * points are the plans of `capPlans`, which the curve lies on or below.
 */
export function frontier(program: Program, cost: CostName): readonly FrontierPoint[] {
  if (cost === 'memory') return capPlans(program);
  const { start, steps } = hullWalk(program, cost);
  const first = start.reduce(
    (at, option, g) => {
      const { costs, sensitivity } = program.groups[g]!.options[option]!;
      return { cost: at.cost + (costs[cost] ?? 0), sensitivity: at.sensitivity + sensitivity };
    },
    { cost: program.fixed?.[cost] ?? 0, sensitivity: 0 },
  );
  const points: FrontierPoint[] = [first];
  for (const step of steps) {
    const last = points.at(-1)!;
    points.push({
      cost: last.cost + step.cost,
      sensitivity: Math.max(0, last.sensitivity - step.gain),
      group: step.group,
      option: step.to,
    });
  }
  return points;
}

/** The plan at a breakpoint of `frontier`: option index by group. */
export function choiceAt(program: Program, cost: CostName, index: number): readonly number[] {
  if (cost === 'memory') return capPlans(program)[index]!.choice;
  const { start, steps } = hullWalk(program, cost);
  const choice = [...start];
  for (const step of steps.slice(0, index)) choice[step.group] = step.to;
  return choice;
}

/** The next breakpoint's cost below (-1) or above (+1) a budget; the outermost breakpoint at the ends. */
export function stepBudget(points: readonly FrontierPoint[], budget: number, direction: -1 | 1): number {
  const margin = Math.abs(budget) * 1e-9;
  if (direction > 0) {
    return (points.find((point) => point.cost > budget + margin) ?? points.at(-1))?.cost ?? budget;
  }
  return (points.findLast((point) => point.cost < budget - margin) ?? points[0])?.cost ?? budget;
}
