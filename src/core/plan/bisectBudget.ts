import type { Costs } from '../cost/layerCosts.ts';
import { type Criterion, criterionValue, keepsLimit } from '../verify/Criterion.ts';
import { formatCriterion, formatCriterionValue } from '../verify/formatCriterion.ts';
import type { Verification } from '../verify/Verification.ts';
import { costSpan } from './budgetRange.ts';
import { fits, objectiveOf, totalOf, totalsOf } from './exactTotals.ts';
import type { MeasuredPlans } from './MeasuredPlans.ts';
import type { Solve } from './optimumGap.ts';
import type { CostName, Program } from './Program.ts';

export interface BisectInput {
  /** Other budgets and pins hold; the budget of `cost` is what is searched. */
  readonly program: Program;
  readonly cost: CostName;
  readonly criterion: Criterion;
  readonly plans: MeasuredPlans;
  readonly solve: Solve;
}

export interface BisectOptions {
  /** Stops when the budget is known to this share of its range. Default 0.005. */
  readonly tolerance?: number;
  /** Evaluations at most. Default 16. */
  readonly maxEvaluations?: number;
  /** Budgets below the one found that are tried too, because the criterion may not be monotone. Default 3. */
  readonly scan?: number;
}

/** One measured optimum. */
export interface BisectPoint {
  readonly budget: number;
  readonly choice: readonly number[];
  /** Exact total of the searched cost; at most the budget. */
  readonly total: number;
  readonly verification: Verification;
  /** What the criterion is about, and whether it is kept. */
  readonly value: number;
  readonly holds: boolean;
}

export interface BisectProbe extends BisectPoint {
  readonly kind: 'probe';
  readonly step: number;
  readonly evaluations: number;
  /** Where the smallest budget is now known to lie, were the criterion monotone. */
  readonly low: number;
  readonly high: number;
}

export interface BisectResult {
  readonly kind: 'done';
  /** The cheapest plan that was measured to keep the criterion; null when none was. */
  readonly best: BisectPoint | null;
  readonly objective: number;
  readonly totals: Costs;
  readonly evaluations: number;
  /** False: a plan broke the criterion although a cheaper one kept it, so a still cheaper one may exist. */
  readonly monotone: boolean;
  readonly text: string;
}

/**
 * The smallest budget of one cost whose optimum keeps the criterion, by halving the budget and measuring each optimum.
 * The criterion need not be monotone in the budget: the cheapest plan that was measured to keep it is returned, and the result
 * says where monotony was seen to fail. Yields every plan that it measures, the result last. Throws what an evaluation or the solver throws.
 */
export async function* bisectBudget(
  { program, cost, criterion, plans, solve }: BisectInput,
  { tolerance = 0.005, maxEvaluations = 16, scan = 3 }: BisectOptions = {},
): AsyncGenerator<BisectProbe | BisectResult, void, undefined> {
  const before = plans.evaluations;
  const points: BisectPoint[] = [];
  const { min, max } = costSpan(program, cost);
  let step = 0;
  let [low, high] = [min, max];
  let infeasible: string | null = null;

  const probe = async (budget: number): Promise<BisectPoint | null> => {
    const solution = await solve({ ...program, budgets: { ...program.budgets, [cost]: budget } });
    if (solution.status === 'infeasible') {
      infeasible = solution.infeasible?.text ?? `No plan fits the budget ${budget}.`;
      return null;
    }
    const { verification } = await plans.measure(solution.choice);
    const value = criterionValue(criterion, verification);
    const total = totalOf(program, solution.choice, cost);
    const point = {
      budget,
      choice: solution.choice,
      total,
      verification,
      value,
      holds: keepsLimit(criterion, value),
    };
    points.push(point);
    return point;
  };
  const shown = (point: BisectPoint): BisectProbe => ({
    kind: 'probe',
    ...point,
    step: ++step,
    evaluations: plans.evaluations - before,
    low,
    high,
  });

  /** Where optima are far apart, several budgets have the same one. */
  const isNew = ({ choice }: BisectPoint): boolean =>
    points.filter((other) => other.choice.join() === choice.join()).length === 1;
  const spent = (): boolean => plans.evaluations - before >= maxEvaluations;

  async function* halve(): AsyncGenerator<BisectProbe, void, undefined> {
    while (high - low > tolerance * (max - min) && !fits(high, low) && !spent()) {
      const middle = (low + high) / 2;
      const point = await probe(middle);
      if (point?.holds) high = point.total;
      // The same optimum answers every budget from its own total up to here.
      else low = middle;
      if (point && isNew(point)) yield shown(point);
    }
  }

  /** Cheaper plans may keep the criterion though a dearer one broke it: a few are tried, the dearest first. */
  async function* scanBelow(): AsyncGenerator<BisectProbe, void, undefined> {
    const from = low;
    for (let i = 1; i <= scan && !spent(); i++) {
      const budget = from - (i * (from - min)) / (scan + 1);
      const point = await probe(budget);
      if (!point) return;
      if (point.holds) {
        high = point.total;
        low = Math.max(min, ...points.flatMap((p) => (!p.holds && p.total < high ? [p.total] : [])));
      }
      if (isNew(point)) yield shown(point);
      if (point.holds) return yield* halve();
    }
  }

  const widest = await probe(max);
  if (widest) {
    high = widest.total;
    yield shown(widest);
    if (widest.holds) {
      const narrowest = await probe(min);
      if (narrowest) {
        if (narrowest.holds) high = narrowest.total;
        yield shown(narrowest);
      }
      if (narrowest && !narrowest.holds) {
        yield* halve();
        yield* scanBelow();
      }
    }
  }

  const kept = points.filter((point) => point.holds).sort((a, b) => a.total - b.total);
  const best = kept[0] ?? null;
  const shownPlan = best ?? points[0];
  const monotone = !best || points.every((point) => point.holds || point.total <= best.total);
  yield {
    kind: 'done',
    best,
    objective: shownPlan ? objectiveOf(program, shownPlan.choice) : Number.NaN,
    totals: shownPlan ? totalsOf(program, shownPlan.choice) : {},
    evaluations: plans.evaluations - before,
    monotone,
    text: sentence(),
  };

  function sentence(): string {
    const wish = formatCriterion(criterion);
    if (!widest) return `${infeasible}`;
    if (!best) {
      return `Without this budget it is ${formatCriterionValue(criterion.kind, widest.value)}: no plan was found that keeps ${wish}.`;
    }
    const reached = `Kept ${wish}: measured ${formatCriterionValue(criterion.kind, best.value)} at the smallest budget found`;
    return monotone
      ? `${reached}.`
      : `${reached}. A dearer plan broke it, so it is not monotone here and a still cheaper plan may keep it.`;
  }
}
