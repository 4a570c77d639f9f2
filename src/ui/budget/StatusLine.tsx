import type { CostName, Solution } from '../../core/plan/Program.ts';
import { selectHeldPlan } from '../../store/heldPlan.ts';
import { selectGroups } from '../../store/selectors/selectGroups.ts';
import { selectIsPlanBefore } from '../../store/selectors/selectIsPlanBefore.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';
import { selectPartial } from '../../store/selectors/selectPartial.ts';
import { selectProfile } from '../../store/selectors/selectProfile.ts';
import { selectTotals } from '../../store/selectors/selectTotals.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { formatDuration } from '../format/formatDuration.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { useAqsWords } from '../format/useAqsWords.ts';
import { latencyTrust } from '../profile/latencyTrust.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { RefinedText } from '../verify/RefinedText.tsx';
import { totalOf } from './totalOf.ts';

/** What the plan costs and how good the answer is. */
export function StatusLine() {
  const solution = useStudio((state) => state.solution);
  const solve = useStudio((state) => state.jobs.solve);
  const cost = useStudio((state) => state.decisions.mainBudget);
  const groups = useStudio((state) => selectGroups(state).length);
  const eight = useStudio((state) => selectTotals(state).find((row) => row.id === '8/8'));
  const aqsLimit = useStudio((state) => state.decisions.aqsLimit);
  const tolerance = useStudio((state) => state.decisions.tolerance);
  const held = useStudio(selectHeldPlan);
  const words = useAqsWords();
  const partial = useStudio(selectPartial);
  const isBefore = useStudio(selectIsPlanBefore);
  const measuring = useStudio((state) => state.jobs.measure.state === 'running');
  const { setBudget, setAqsLimit } = useActions();
  const trust = latencyTrust(useStudio(selectProfile), useStudio(selectLayers));
  const amber = cost === 'latency' && trust.amber;
  if (solve.state === 'failed') {
    return (
      <p className="status status-red" role="alert">
        {solve.message}
      </p>
    );
  }
  if (!solution || (isBefore && solution.infeasible))
    return (
      <p className="status muted">
        {solve.state === 'running' ? 'solving…' : 'The plan appears once every layer is measured.'}
      </p>
    );
  if (solution.infeasible) {
    const { budget, nearest, text } = solution.infeasible;
    return (
      <p className="status status-red" role="status">
        <strong>Infeasible</strong>
        <span className="truncate" title={text}>
          {text}
        </span>
        {Number.isFinite(nearest) ? (
          <button
            type="button"
            className="button button-small"
            onClick={() => (budget === 'aqs' ? setAqsLimit(nearest) : setBudget(budget, nearest))}
          >
            Use {budget === 'aqs' ? `AQS ${formatAqs(nearest)}` : formatCost(budget, nearest)}
          </button>
        ) : null}
      </p>
    );
  }
  const spent = (held ?? solution).totals[cost];
  const reference = eight ? totalOf(eight, cost) : null;
  return (
    <p className={isBefore ? 'status status-before' : 'status'}>
      {isBefore ? (
        <span
          className="chip chip-amber"
          title="Its scores or groups are no longer those in force; graph and table show its bits until there is a new plan"
        >
          plan from before
        </span>
      ) : null}
      <span className="status-answer" role="status">
        {spent !== undefined ? (
          <strong
            className={amber ? 'unsourced' : undefined}
            title={amber ? trust.notes.join('\n') : undefined}
          >
            {formatCost(cost, spent)}
            {reference ? (
              <span className="status-share"> · {formatPercent(spent / reference)} of 8-bit</span>
            ) : null}
          </strong>
        ) : null}
        {isBefore ? (
          <span>{measuring ? 'measuring for the new one…' : 'layers are missing: Measure'}</span>
        ) : held ? (
          <RefinedText plan={held} />
        ) : (
          <ProofText
            solution={solution}
            proving={solve.state === 'running'}
            least={aqsLimit === null ? null : cost}
            tolerance={tolerance}
          />
        )}
        {isBefore ? null : (
          <span>
            total AQS {formatAqs((held ?? solution).objective)}
            {words.unit}
            {words.mark}
            {aqsLimit === null ? null : ` ≤ ${formatAqs(aqsLimit)}`}
          </span>
        )}
        {partial ? (
          <span
            className="chip chip-amber"
            title="Some layers have been measured on these calibration images only; the plan may change when all have been."
          >
            on {partial.images} of {partial.of} images
          </span>
        ) : null}
        <span>{groups} groups</span>
      </span>
    </p>
  );
}

interface ProofTextProps {
  readonly solution: Solution;
  readonly proving: boolean;
  /** The cost that is minimized; null where total AQS is. */
  readonly least: CostName | null;
  readonly tolerance: number;
}

/** How good the answer is: proven, or within which gap, and why it is left at that. */
function ProofText({ solution, proving, least, tolerance }: ProofTextProps) {
  const { status, gap, solveMs } = solution;
  const time = solveMs > 0 ? formatDuration(solveMs) : 'known already';
  if (status === 'optimal') {
    return (
      <span title="Proven optimal by the solver">
        {least === null ? 'optimal' : `least ${COST_TITLE[least]}, optimal`}, {time}
      </span>
    );
  }
  const within = `within ${formatPercent(gap)} of optimal`;
  if (proving) return <span title="The best plan so far; its gap is proven">{within}, proving…</span>;
  const calm = least === null && tolerance > 0 && gap <= tolerance * 1.000001;
  return calm ? (
    <span title="As near to the plan before it as your calm allows; its gap is proven">
      {within} for calm, {time}
    </span>
  ) : (
    <span title="Best known when the time was up; its gap is proven">
      {within}, {time}
    </span>
  );
}
