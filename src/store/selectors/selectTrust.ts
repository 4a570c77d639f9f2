import type { CostName } from '../../core/plan/Program.ts';
import { spearman } from '../../core/sensitivity/spearman.ts';
import { createSelector } from './createSelector.ts';
import { type MeasuredPoint, selectMeasuredPoints } from './selectVerifyRows.ts';

export interface RankCorrelation {
  readonly rho: number;
  readonly plans: number;
}

export interface Trust {
  /** Predicted total AQS against measured damage; null below three plans, or where all are equal. */
  readonly all: RankCorrelation | null;
  /** The same over plans that cost about as much as the present one: there cost alone ranks nothing. */
  readonly atCost: RankCorrelation | null;
  readonly plans: number;
}

const fewest = 3;

/** Plans within this share of the plan's cost count as equally dear. */
const alike = 0.1;

/** How well the scores rank the plans that were measured. */
export const selectTrust = createSelector(
  [selectMeasuredPoints, (state) => state.plan, (state) => state.decisions.mainBudget],
  (points, plan, cost): Trust => {
    const spent = plan?.totals[cost];
    const near = points.filter((point) => {
      const at = costOf(point, cost);
      return spent !== undefined && at !== null && Math.abs(at / spent - 1) <= alike;
    });
    return { all: correlation(points), atCost: correlation(near), plans: points.length };
  },
);

function correlation(points: readonly MeasuredPoint[]): RankCorrelation | null {
  if (points.length < fewest) return null;
  const rho = spearman(
    points.map(({ predicted }) => predicted),
    points.map(({ damage }) => damage),
  );
  return rho === null ? null : { rho, plans: points.length };
}

/** A plan's total of one cost, in the units of `Program`; null where the profile cannot price it. */
export function costOf({ totals }: Pick<MeasuredPoint, 'totals'>, cost: CostName): number | null {
  switch (cost) {
    case 'bops':
      return totals.gbops;
    case 'size':
      return totals.sizeBytes;
    case 'latency':
      return totals.latencyMs;
    case 'memory':
      return totals.activationBytes;
  }
}
