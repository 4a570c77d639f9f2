import type { NextChange } from '../../core/plan/explainPlan.ts';
import { changeText } from '../../core/plan/explainTexts.ts';
import type { CostName } from '../../core/plan/Program.ts';
import { selectExplanation } from '../../store/explaining.ts';
import { MiddleName } from '../controls/MiddleName.tsx';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { ConflictWays } from './ConflictWays.tsx';

/** Under the curve: what the next step of its budget changes; or how an infeasible program can be met. */
export function NextChanges() {
  const explanation = useStudio(selectExplanation);
  const cost = useStudio((state) => state.decisions.mainBudget);
  if (explanation?.conflict) return <ConflictWays conflict={explanation.conflict} />;
  const next = explanation?.plan?.next ?? [];
  return <ChangeList cost={cost} next={next} />;
}

interface ChangeListProps {
  readonly cost: CostName;
  /** Of any budget; those of others are left out. */
  readonly next: readonly NextChange[];
}

/** The next plan of less and of more of one cost, each a button that goes there. */
export function ChangeList({ cost, next }: ChangeListProps) {
  const limit = useStudio((state) => state.decisions.budgets[cost]);
  const before = useStudio((state) => state.plan?.objective);
  const follows = useStudio(
    (state) => state.decisions.aqsLimit !== null && state.decisions.mainBudget === cost,
  );
  const { setBudget, setAqsLimit } = useActions();
  const title = COST_TITLE[cost];
  return (
    <ul className="next-changes muted" aria-label={`Next changes of the ${title} budget`}>
      {next
        .filter((change) => change.cost === cost)
        .toSorted((a, b) => a.direction.localeCompare(b.direction))
        .map(({ direction, budget, sensitivity, moves, text }) => (
          <li key={direction} data-direction={direction}>
            <button
              type="button"
              className="next-change"
              title={`${text}. Click to go there.`}
              onClick={() => (follows ? setAqsLimit(sensitivity) : setBudget(cost, budget))}
            >
              <span className="next-head">
                <span aria-hidden="true">{direction === 'up' ? '▸' : '◂'}</span>{' '}
                {limit ? (
                  <span title={formatCost(cost, budget)}>
                    {changeText((budget - limit) / limit)} {title}
                  </span>
                ) : null}
                {before ? <span>, total AQS {changeText((sensitivity - before) / before)}</span> : null}
              </span>
              <span className="next-move">
                <MiddleName name={moves[0]?.id ?? ''} />
                <span className="next-bits">
                  {moves[0] ? ` ${moves[0].from} → ${moves[0].to}` : ''}
                  {moves.length > 1 ? ` and ${moves.length - 1} more` : ''}
                </span>
              </span>
            </button>
          </li>
        ))}
    </ul>
  );
}
