import { type LatencyAvailability, latencyAvailability } from '../../core/cost/latencyAvailability.ts';
import { budgetRange, costSpan } from '../../core/plan/budgetRange.ts';
import type { CostName, Program } from '../../core/plan/Program.ts';
import { createSelector } from './createSelector.ts';
import { selectLayers } from './selectLayers.ts';
import { selectProfile } from './selectProfile.ts';
import { selectCostProgram, selectUnlimitedProgram } from './selectProgram.ts';

export interface BudgetSpan {
  readonly cost: CostName;
  /** Smallest feasible limit, in the program's units, pins respected. */
  readonly min: number;
  /** Largest useful limit: a higher one changes nothing. The dearest plan's cost until AQS is known. */
  readonly max: number;
  /** Cost of the dearest plan: a percentage lies between `min` and this. */
  readonly dearest: number;
  readonly available: boolean;
  /** Why this budget cannot be used; null when it can. */
  readonly reason: string | null;
}

export const costNames: readonly CostName[] = ['bops', 'size', 'latency', 'memory'];

/** Whether this profile states what latency needs, for this network's layers; null before both are known. */
export const selectLatencyAvailability = createSelector(
  [selectProfile, selectLayers],
  (profile, layers): LatencyAvailability | null => profile && latencyAvailability(profile, layers),
);

/** What each budget can be set to on this model and profile, and which are disabled and why. */
export const selectBudgetRanges = createSelector(
  [selectCostProgram, selectUnlimitedProgram, selectLatencyAvailability],
  (costs, program, latency): Readonly<Record<CostName, BudgetSpan>> => {
    return {
      bops: spanOf('bops', costs, program),
      size: spanOf('size', costs, program),
      latency:
        latency && !latency.available ? off('latency', latency.reason) : spanOf('latency', costs, program),
      memory: spanOf('memory', costs, program),
    };
  },
);

function spanOf(cost: CostName, costs: Program | null, program: Program | null): BudgetSpan {
  if (!costs) return off(cost, 'Open a model first.');
  if (costs.units?.[cost] === undefined)
    return off(cost, `This profile cannot price ${cost} for every pair.`);
  const { min, max: dearest } = costSpan(costs, cost);
  const max = program ? budgetRange(program, cost).max : dearest;
  return { cost, min, max, dearest, available: true, reason: null };
}

function off(cost: CostName, reason: string): BudgetSpan {
  return { cost, min: 0, max: 0, dearest: 0, available: false, reason };
}
