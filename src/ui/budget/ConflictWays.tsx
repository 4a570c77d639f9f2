import type { InfeasibleExplanation, Outcome } from '../../core/plan/explainConflict.ts';
import { changeText } from '../../core/plan/explainTexts.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { useAqsWords } from '../format/useAqsWords.ts';
import { useActions, useStudio } from '../StudioContext.tsx';

/** How an infeasible program can be met: one button for each way out, with what the plan is worth then. */
export function ConflictWays({ conflict }: { readonly conflict: InfeasibleExplanation }) {
  const main = useStudio((state) => state.decisions.mainBudget);
  const underAqs = useStudio((state) => state.decisions.aqsLimit !== null);
  const words = useAqsWords();
  const { setBudget, setAqsLimit, unpin } = useActions();
  const { relaxations, releases, text } = conflict;
  const ways = relaxations.filter(({ nearest }) => nearest !== null);
  const worth = (outcome: Outcome | null): string => {
    if (!outcome) return '';
    const spent = outcome.totals[main];
    return underAqs && spent !== undefined
      ? `then ${formatCost(main, spent)} (pred.)`
      : `then total AQS ${formatAqs(outcome.sensitivity)}${words.unit}${words.mark}`;
  };
  if (ways.length === 0 && releases.length === 0) return <p className="conflict muted">{text}</p>;
  return (
    <ul className="conflict" aria-label="Ways out">
      {ways.map(({ cost, limit, nearest, outcome }) => (
        <li key={cost}>
          <button
            type="button"
            className="button button-small"
            onClick={() => (cost === 'aqs' ? setAqsLimit(nearest) : setBudget(cost, nearest))}
          >
            {cost === 'aqs'
              ? `AQS limit to ${formatAqs(nearest!)}`
              : `${COST_TITLE[cost]} to ${formatCost(cost, nearest!)}`}{' '}
            ({changeText((nearest! - limit) / limit)})
          </button>
          <span className="muted">{worth(outcome)}</span>
        </li>
      ))}
      {releases.map(({ groups, outcome }) => (
        <li key={groups.join()}>
          <button
            type="button"
            className="button button-small"
            title={groups.join('\n')}
            onClick={() => unpin(groups)}
          >
            Unpin {groups.length <= 2 ? groups.join(' and ') : `${groups[0]} and ${groups.length - 1} more`}
          </button>
          <span className="muted">{worth(outcome)}</span>
        </li>
      ))}
    </ul>
  );
}
