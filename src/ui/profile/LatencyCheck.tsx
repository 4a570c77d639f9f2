import { conversionText, latencyOvershoot } from '../../core/cost/latencyOvershoot.ts';
import type { StudioState } from '../../store/StudioState.ts';
import { selectBudgetRanges } from '../../store/selectors/selectBudgetRanges.ts';
import { selectTotals, type TotalsRow } from '../../store/selectors/selectTotals.ts';
import { formatCost } from '../format/formatCost.ts';
import { useActions, useStudio } from '../StudioContext.tsx';

const selectPlanRow = (state: StudioState): TotalsRow | undefined =>
  selectTotals(state).find((row) => row.id === 'plan');

/** The limit that the user set; one that follows from a limit on AQS is none to be held. */
const selectLatencyLimit = ({ decisions }: StudioState): number | undefined =>
  decisions.aqsLimit !== null && decisions.mainBudget === 'latency' ? undefined : decisions.budgets.latency;

/**
 * What changes of width add to the plan's latency, while that is on the curve or held: the budget is solved without
 * them. Warns where the exact total is over it, and offers the limit that leaves room where a plan fits that.
 */
export function LatencyCheck() {
  const plan = useStudio(selectPlanRow);
  const limit = useStudio(selectLatencyLimit);
  const main = useStudio((state) => state.decisions.mainBudget);
  const least = useStudio((state) => selectBudgetRanges(state).latency.min);
  const { setBudget } = useActions();
  if (!plan || plan.latencyMs === null || (limit === undefined && main !== 'latency')) return null;
  const apart = conversionText(plan, (ms) => formatCost('latency', ms));
  if (!apart) return null;
  const over = latencyOvershoot(plan, limit);
  const lower = over && limit !== undefined ? limit - over.ms : 0;
  return (
    <div className={over ? 'latency-check unsourced' : 'latency-check muted'}>
      <p>
        Plan: {formatCost('latency', plan.latencyMs)} {apart}.
      </p>
      {over ? (
        <p role="status" title={over.text}>
          <strong>{formatCost('latency', over.ms)} over the latency budget</strong>, which is solved without
          them.
          {lower < least ? ' No plan fits a budget lower by that much; uniform plans change no width.' : ''}
        </p>
      ) : null}
      {over && lower >= least ? (
        <button
          type="button"
          className="button button-small"
          title="Solves again with a latency budget that leaves room for the changes of width"
          onClick={() => setBudget('latency', lower)}
        >
          Use {formatCost('latency', lower)}
        </button>
      ) : null}
    </div>
  );
}
