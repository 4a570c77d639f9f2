import { planTotals } from '../../core/cost/planTotals.ts';
import { groupAqs } from '../../core/plan/groupAqs.ts';
import { type Pair, pairKey } from '../../core/profile/Pair.ts';
import { createSelector } from './createSelector.ts';
import { selectGroupOfLayer, selectGroups } from './selectGroups.ts';
import { selectLayers } from './selectLayers.ts';
import { selectPlan } from './selectPlan.ts';
import { selectProfile } from './selectProfile.ts';

/** One row of the totals table. */
export interface TotalsRow {
  readonly id: 'float' | '16/16' | '8/8' | '4/4' | 'plan';
  readonly sizeBytes: number;
  /** 1e9 bit operations per image. */
  readonly gbops: number;
  /** Changes of width included where they have a price; null where the profile has no facts for it. */
  readonly latencyMs: number | null;
  /** Tensors that are written at one width and read at another, and what these cost; null: no known price. */
  readonly conversions: number;
  readonly conversionMs: number | null;
  /** Peak of live activations, bytes per image. */
  readonly activationBytes: number;
  /** Total AQS; 0 for float, null while not known or where the profile has no such pair. */
  readonly sensitivity: number | null;
  /** False for a uniform plan that some layer cannot run on this profile: shown for comparison only. */
  readonly runs: boolean;
}

const uniformRows = [
  ['16/16', 16],
  ['8/8', 8],
  ['4/4', 4],
] as const;

/** Float, uniform 16, 8 and 4 bits: none of it moves with the plan. */
const selectUniformTotals = createSelector(
  [
    (state) => state.model,
    selectLayers,
    selectProfile,
    selectGroupOfLayer,
    selectGroups,
    (state) => state.aqs,
    (state) => state.decisions.distance,
    (state) => state.decisions.aggregate,
  ],
  (model, layers, profile, groupOf, groups, aqs, distance, aggregate): readonly TotalsRow[] => {
    if (!model || !profile) return [];
    const totals = (pair: Pair | null) => planTotals({ model: model.model, layers, profile }, () => pair);
    const rows: TotalsRow[] = [{ id: 'float', ...totals(null), sensitivity: 0, runs: true }];
    for (const [key, bits] of uniformRows) {
      const pair = { weightBits: bits, activationBits: bits };
      const runs = layers.every((layer) =>
        groupOf.get(layer.name)?.pairs.some((other) => pairKey(other) === key),
      );
      const scores = groups.map((group) => groupAqs(aqs, group, pair, distance, aggregate));
      const sensitivity =
        groups.length > 0 && scores.every((score) => score !== null)
          ? scores.reduce<number>((sum, score) => sum + score, 0)
          : null;
      rows.push({ id: key, ...totals(pair), sensitivity, runs });
    }
    return rows;
  },
);

/** Float, uniform 16, 8 and 4 bits, and the plan (once there is one), side by side. */
export const selectTotals = createSelector(
  [
    selectUniformTotals,
    (state) => state.model,
    selectLayers,
    selectProfile,
    selectPlan,
    (state) => state.plan,
  ],
  (uniform, model, layers, profile, pairs, plan): readonly TotalsRow[] => {
    if (!model || !profile || !plan) return uniform;
    const totals = planTotals(
      { model: model.model, layers, profile },
      (layer) => pairs.get(layer.name) ?? null,
    );
    return [...uniform, { id: 'plan', ...totals, sensitivity: plan.objective, runs: true }];
  },
);
