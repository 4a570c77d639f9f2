/** One step along a group's lower convex hull: from option `from` to `to`, paying `cost` to save `sensitivity`. */
export interface HullStep {
  readonly group: number;
  readonly from: number;
  readonly to: number;
  readonly cost: number;
  /** Saved, so positive. */
  readonly gain: number;
}

export interface Hull {
  /** The cheapest option (of those, the least sensitive). */
  readonly start: number;
  /** Ascending in cost, descending in gain per cost. */
  readonly steps: readonly HullStep[];
}

/** Lower convex hull of one group's options in the plane of cost and sensitivity, from the cheapest to the least sensitive. */
export function hullOf(group: number, cost: readonly number[], sensitivity: readonly number[]): Hull {
  const order = cost
    .map((_, i) => i)
    .sort((a, b) => cost[a]! - cost[b]! || sensitivity[a]! - sensitivity[b]! || a - b);
  const hull: number[] = [];
  for (const i of order) {
    if (hull.length > 0 && sensitivity[i]! >= sensitivity[hull.at(-1)!]!) continue;
    while (hull.length > 1) {
      const b = hull.at(-1)!;
      const a = hull.at(-2)!;
      const slopeAb = (sensitivity[a]! - sensitivity[b]!) * (cost[i]! - cost[b]!);
      const slopeBi = (sensitivity[b]! - sensitivity[i]!) * (cost[b]! - cost[a]!);
      if (slopeAb > slopeBi) break;
      hull.pop();
    }
    hull.push(i);
  }
  const steps = hull.slice(1).map((to, at): HullStep => {
    const from = hull[at]!;
    return { group, from, to, cost: cost[to]! - cost[from]!, gain: sensitivity[from]! - sensitivity[to]! };
  });
  return { start: hull[0]!, steps };
}

/** Steps of all groups, most gain per cost first; steps of one group stay in order. */
export function sortedSteps(hulls: readonly Hull[]): readonly HullStep[] {
  return hulls
    .flatMap((hull) => hull.steps)
    .map((step, at) => ({ step, at }))
    .sort((a, b) => b.step.gain * a.step.cost - a.step.gain * b.step.cost || a.at - b.at)
    .map(({ step }) => step);
}
