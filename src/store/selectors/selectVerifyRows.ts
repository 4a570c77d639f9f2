import { type PlanTotals, planTotals } from '../../core/cost/planTotals.ts';
import { choiceOfPairs, pairsOfChoice } from '../../core/plan/choiceOfPairs.ts';
import { objectiveOf } from '../../core/plan/exactTotals.ts';
import { makePlan } from '../../core/plan/makePlan.ts';
import { uniformRivals } from '../../core/plan/uniformPlans.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import { selectHeldPlan } from '../heldPlan.ts';
import type { StudioState } from '../StudioState.ts';
import { measuredWith, type Pairs, planKey, type VerifiedPlan } from '../VerifiedPlan.ts';
import { createSelector } from './createSelector.ts';
import { selectLayers } from './selectLayers.ts';
import { selectProfile } from './selectProfile.ts';
import { selectProgram, selectUnlimitedProgram } from './selectProgram.ts';

export interface Rival {
  readonly label: string;
  readonly pairs: Pairs;
  readonly exact: boolean;
}

/** The uniform plans that hold all budgets, least total AQS first, at most three: what the plan has to beat. */
export const selectRivals = createSelector([selectProgram], (program): readonly Rival[] => {
  if (!program) return [];
  return uniformRivals(program).map(({ pair, exact, choice }) => ({
    label: pairKey(pair),
    pairs: pairsOfChoice(program, choice),
    exact,
  }));
});

export interface VerifyRow {
  /** Of equal ids the rows are the same plan. */
  readonly id: string;
  readonly kind: 'float' | 'plan' | 'optimum' | 'uniform' | 'kept';
  readonly label: string;
  readonly pairs: Pairs | null;
  /** Total AQS of the present scores; null where they cannot say it. */
  readonly predicted: number | null;
  readonly totals: PlanTotals;
  /** False where some layer cannot run the uniform pair and takes another. */
  readonly exact: boolean;
  /** Measured with the present data and settings; else with others, which `stale` says; null: not measured. */
  readonly measured: VerifiedPlan | null;
  readonly stale: boolean;
}

const predictor = createSelector([selectUnlimitedProgram], (program) => (pairs: Pairs): number | null => {
  const choice = program && choiceOfPairs(program, pairs);
  return program && choice ? objectiveOf(program, choice) : null;
});

const pricer = createSelector(
  [(state) => state.model, selectLayers, selectProfile],
  (model, layers, profile) =>
    model && profile
      ? (pairs: Pairs | null): PlanTotals =>
          planTotals({ model: model.model, layers, profile }, (layer) => pairs?.[layer.name] ?? null)
      : null,
);

/** Of equal pairs the measurement that holds now, else the newest of those made otherwise. */
const selectMeasured = createSelector([(state) => state.verified, measuredWith], (verified, key) => {
  const current = new Map<string, VerifiedPlan>();
  const stale = new Map<string, VerifiedPlan>();
  for (const plan of verified) (plan.measuredWith === key ? current : stale).set(plan.id, plan);
  return { current, stale };
});

/** The optimum of the scores, while a refined plan stands in its place. */
const selectOptimum = createSelector(
  [selectHeldPlan, selectProgram, (state) => state.solution],
  (held, program, solution): Pairs | null =>
    held && program && solution ? (makePlan(program, solution)?.pairs ?? null) : null,
);

/** Float, the plan, the uniform plans that hold its budgets and the kept ones, with what was measured of each. */
export const selectVerifyRows = createSelector(
  [
    pricer,
    predictor,
    selectMeasured,
    selectRivals,
    (state) => state.plan,
    selectOptimum,
    (state) => state.kept,
  ],
  (price, predict, { current, stale }, rivals, plan, optimum, kept): readonly VerifyRow[] => {
    if (!price) return [];
    const row = (kind: VerifyRow['kind'], label: string, pairs: Pairs, exact = true): VerifyRow => {
      const id = planKey(pairs);
      const now = current.get(id);
      return {
        id,
        kind,
        label,
        pairs,
        exact,
        predicted: predict(pairs),
        totals: price(pairs),
        measured: now ?? stale.get(id) ?? null,
        stale: !now && stale.has(id),
      };
    };
    const float: VerifyRow = {
      id: 'float',
      kind: 'float',
      label: 'float',
      pairs: null,
      exact: true,
      predicted: 0,
      totals: price(null),
      measured: [...current.values()][0] ?? null,
      stale: false,
    };
    return [
      float,
      ...(plan ? [row('plan', 'PLAN', plan.pairs)] : []),
      ...(optimum ? [row('optimum', 'optimum of AQS', optimum)] : []),
      ...rivals.map(({ label, pairs, exact }) => row('uniform', label, pairs, exact)),
      ...kept.map(({ name, pairs }) => row('kept', name, pairs)),
    ];
  },
);

/** A plan that was measured as things stand, for the chart and for trust. */
export interface MeasuredPoint {
  readonly id: string;
  readonly label: string;
  readonly predicted: number;
  /** Nats, or normalized squared error, per image. */
  readonly damage: number;
  readonly spread: number;
  readonly totals: PlanTotals;
}

const noPoints: readonly MeasuredPoint[] = [];

/** Everything measured with the present data and settings that the present scores can predict. Does not move with the plan. */
export const selectMeasuredPoints = createSelector(
  [pricer, predictor, selectMeasured, (state) => state.kept],
  (price, predict, { current }, kept): readonly MeasuredPoint[] => {
    if (!price || current.size === 0) return noPoints;
    return [...current.values()].flatMap(({ id, pairs, verification }) => {
      const predicted = predict(pairs);
      if (predicted === null) return [];
      const { damage, spread } = verification;
      const label = kept.find((plan) => plan.id === id)?.name ?? uniformLabel(pairs);
      return [{ id, label, predicted, damage, spread, totals: price(pairs) }];
    });
  },
);

function uniformLabel(pairs: Pairs): string {
  const keys = new Set(Object.values(pairs).map(pairKey));
  return keys.size === 1 ? `uniform ${[...keys][0]}` : '';
}

/** True where the scores are of the same kind as what is measured: damage at the network's output, summed over layers. */
export function predictsDamage({ decisions }: Pick<StudioState, 'decisions'>): boolean {
  return decisions.distance === 'endToEnd' || decisions.distance === 'propagated';
}
