import { selectGroups } from '../../store/selectors/selectGroups.ts';
import { selectProfile } from '../../store/selectors/selectProfile.ts';
import { selectTotals } from '../../store/selectors/selectTotals.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { formatCost } from '../format/formatCost.ts';
import { formatDuration } from '../format/formatDuration.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { latencyTrust } from '../profile/latencyTrust.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { totalOf } from './totalOf.ts';

/** What the plan costs and how good the answer is. */
export function StatusLine() {
  const solution = useStudio((state) => state.solution);
  const solve = useStudio((state) => state.jobs.solve);
  const cost = useStudio((state) => state.decisions.mainBudget);
  const groups = useStudio((state) => selectGroups(state).length);
  const eight = useStudio((state) => selectTotals(state).find((row) => row.id === '8/8'));
  const { setBudget } = useActions();
  const trust = latencyTrust(useStudio(selectProfile));
  const amber = cost === 'latency' && trust.amber;
  if (solve.state === 'failed') {
    return (
      <p className="status status-red" role="alert">
        {solve.message}
      </p>
    );
  }
  if (!solution)
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
          <button type="button" className="button button-small" onClick={() => setBudget(budget, nearest)}>
            Use {formatCost(budget, nearest)}
          </button>
        ) : null}
      </p>
    );
  }
  const spent = solution.totals[cost];
  const reference = eight ? totalOf(eight, cost) : null;
  return (
    <p className="status">
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
        <span
          title={
            solution.status === 'optimal' ? 'Proven optimal by the solver' : 'Best known; the gap is proven'
          }
        >
          {solution.status === 'optimal' ? 'optimal' : `within ${formatPercent(solution.gap)} of optimal`},{' '}
          {solution.solveMs > 0 ? formatDuration(solution.solveMs) : 'known already'}
        </span>
        <span>total AQS {formatAqs(solution.objective)} (pred.)</span>
        <span>{groups} groups</span>
      </span>
    </p>
  );
}
