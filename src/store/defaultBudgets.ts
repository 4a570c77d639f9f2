import { gbops } from '../core/cost/gbops.ts';
import type { Decisions, StudioState } from './StudioState.ts';
import { type BudgetSpan, costNames, selectBudgetRanges } from './selectors/selectBudgetRanges.ts';
import { selectLayers } from './selectors/selectLayers.ts';

const half = 0.5;

/**
 * The budget a model starts with: half the bit operations of the usual 8/8, where widths really have to be weighed
 * against each other; where the profile's plans all lie on one side of that, half way between them.
 */
export function defaultBudgets(state: StudioState): Pick<Decisions, 'budgets' | 'mainBudget'> {
  const { bops } = selectBudgetRanges(state);
  if (!bops.available) return { mainBudget: 'bops', budgets: {} };
  const usual = selectLayers(state).reduce(
    (sum, layer) => sum + gbops(layer, { weightBits: 8, activationBits: 8 }),
    0,
  );
  const limit = half * usual;
  return {
    mainBudget: 'bops',
    budgets: { bops: limit > bops.min && limit < bops.dearest ? limit : at(bops, half) },
  };
}

/** The same budgets on another profile: as far between cheapest and dearest as before; those it cannot price go. */
export function carriedBudgets(
  before: StudioState,
  after: StudioState,
): Pick<Decisions, 'budgets' | 'mainBudget'> {
  const old = selectBudgetRanges(before);
  const now = selectBudgetRanges(after);
  const budgets: Record<string, number> = {};
  for (const cost of costNames) {
    const limit = before.decisions.budgets[cost];
    if (limit === undefined || !now[cost].available) continue;
    const { min, dearest } = old[cost];
    budgets[cost] = at(now[cost], dearest > min ? (limit - min) / (dearest - min) : half);
  }
  if (Object.keys(budgets).length === 0) return defaultBudgets(after);
  const { mainBudget } = before.decisions;
  return {
    budgets,
    mainBudget: mainBudget in budgets ? mainBudget : (costNames.find((cost) => cost in budgets) ?? 'bops'),
  };
}

function at({ min, dearest }: BudgetSpan, fraction: number): number {
  return min + (dearest - min) * Math.min(1, Math.max(0, fraction));
}
