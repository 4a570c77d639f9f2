import { useMemo } from 'react';
import { pairKey } from '../../core/profile/Pair.ts';
import { selectBudgetRanges } from '../../store/selectors/selectBudgetRanges.ts';
import { selectFrontier } from '../../store/selectors/selectFrontier.ts';
import { selectIsPlanBefore } from '../../store/selectors/selectIsPlanBefore.ts';
import { selectUniformPlans } from '../../store/selectors/selectUniformPlans.ts';
import { ProgressBar } from '../controls/ProgressBar.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { useMeasuredOnCurve } from '../verify/useMeasuredOnCurve.ts';
import { BudgetList } from './BudgetList.tsx';
import type { UniformPoint } from './CurveBackground.tsx';
import { News } from './News.tsx';
import { NextChanges } from './NextChanges.tsx';
import { StatusLine } from './StatusLine.tsx';
import { TotalsTable } from './TotalsTable.tsx';
import { TradeoffCurve } from './TradeoffCurve.tsx';
import './budget.css';

/** The instrument: budgets, the curve they move on, and what the plan costs. */
export function BudgetStrip() {
  return (
    <section className="budget-strip" aria-label="Budget">
      <BudgetList />
      <div className="budget-middle">
        <StatusLine />
        <div className="curve-place">
          <CurveOnStudio />
          <News />
        </div>
        <NextChanges />
      </div>
      <TotalsTable />
    </section>
  );
}

function CurveOnStudio() {
  const cost = useStudio((state) => state.decisions.mainBudget);
  const limit = useStudio((state) => state.decisions.budgets[state.decisions.mainBudget] ?? null);
  const span = useStudio((state) => selectBudgetRanges(state)[state.decisions.mainBudget]);
  const frontier = useStudio(selectFrontier);
  const uniformPlans = useStudio(selectUniformPlans);
  const solution = useStudio((state) => state.solution);
  const isBefore = useStudio(selectIsPlanBefore);
  const plan = useStudio((state) => (isBefore ? null : state.plan));
  const measure = useStudio((state) => state.jobs.measure);
  const aqsLimit = useStudio((state) => state.decisions.aqsLimit);
  const { setBudget, setAqsLimit, cancel } = useActions();
  const measured = useMeasuredOnCurve(cost);
  const range = useMemo(() => [span.min, span.max] as const, [span.min, span.max]);
  const uniform = useMemo(
    () =>
      uniformPlans.flatMap((candidate): UniformPoint[] => {
        const at = candidate.totals[cost];
        if (at === undefined || at < span.min * 0.999 || at > span.max * 1.001) return [];
        const { weightBits, activationBits } = candidate.pair;
        return [
          {
            label: pairKey(candidate.pair),
            cost: at,
            sensitivity: candidate.sensitivity,
            prominent: weightBits === activationBits,
            exact: candidate.exact,
          },
        ];
      }),
    [uniformPlans, cost, span],
  );
  const spent = plan?.totals[cost];
  const planPoint = useMemo(
    () => (plan && spent !== undefined ? { cost: spent, sensitivity: plan.objective } : null),
    [plan, spent],
  );
  if (!span.available) {
    return (
      <div className="curve-empty muted">
        {measure.state === 'running' ? (
          <div className="curve-waiting">
            <p>The trade-off curve appears when every layer is measured.</p>
            <ProgressBar label="Measuring AQS" job={measure} onCancel={() => cancel('measure')} />
          </div>
        ) : (
          <p>{span.reason}</p>
        )}
      </div>
    );
  }
  return (
    <TradeoffCurve
      cost={cost}
      range={range}
      frontier={frontier?.cost === cost ? frontier.points : NO_POINTS}
      uniform={uniform}
      plan={planPoint}
      limit={limit ?? span.max}
      aqsLimit={aqsLimit}
      infeasible={solution?.status === 'infeasible' && !isBefore}
      onLimit={(next) => setBudget(cost, next)}
      measured={isBefore ? null : measured}
      onAqsLimit={setAqsLimit}
    />
  );
}

const NO_POINTS: readonly { cost: number; sensitivity: number }[] = [];
