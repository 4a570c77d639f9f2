import { changeText } from '../../core/plan/explainTexts.ts';
import type { CostName } from '../../core/plan/Program.ts';
import { selectExplanation } from '../../store/explaining.ts';
import { selectHeldPlan } from '../../store/heldPlan.ts';
import { selectIsPlanBefore } from '../../store/selectors/selectIsPlanBefore.ts';
import { selectNextChanges } from '../../store/selectors/selectNextChanges.ts';
import { MiddleName } from '../controls/MiddleName.tsx';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { selectGroupLabels } from '../groups/selectGroupLabels.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { ConflictWays } from './ConflictWays.tsx';

/** Under the curve: what the next step of its budget changes; or how an infeasible program can be met. */
export function NextChanges() {
  const explanation = useStudio(selectExplanation);
  const cost = useStudio((state) => state.decisions.mainBudget);
  const isBefore = useStudio(selectIsPlanBefore);
  const isHeld = useStudio((state) => selectHeldPlan(state) !== null);
  if (isBefore) return <div className="next-changes" />;
  if (explanation?.conflict) return <ConflictWays conflict={explanation.conflict} />;
  const list = <ChangeList cost={cost} isKnown={explanation !== null} />;
  if (!isHeld) return list;
  return (
    <div>
      <p className="next-held muted" title="Undo comes back to it.">
        The refined plan holds at this budget only: another one leaves it for the optimum there.
      </p>
      {list}
    </div>
  );
}

interface ChangeListProps {
  readonly cost: CostName;
  readonly isKnown: boolean;
}

/** The next plan of less and of more of one cost, each a button that goes there. */
export function ChangeList({ cost, isKnown }: ChangeListProps) {
  const next = useStudio(selectNextChanges);
  const labels = useStudio(selectGroupLabels);
  const limit = useStudio((state) => state.decisions.budgets[cost]);
  const before = useStudio((state) => state.plan?.objective);
  const isHeld = useStudio((state) => selectHeldPlan(state) !== null);
  const follows = useStudio(
    (state) => state.decisions.aqsLimit !== null && state.decisions.mainBudget === cost,
  );
  const { setBudget, setAqsLimit } = useActions();
  const title = COST_TITLE[cost];
  return (
    <ul className="next-changes muted" aria-label={`Next changes of the ${title} budget`}>
      {(isKnown ? next : [])
        .filter((change) => change.cost === cost)
        .toSorted((a, b) => a.direction.localeCompare(b.direction))
        .map(({ direction, budget, sensitivity, moves, text }) => (
          <li key={direction} data-direction={direction}>
            <button
              type="button"
              className="next-change"
              title={`${isHeld ? 'Leaves the refined plan. ' : ''}${text}. Click to go there.`}
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
                <MiddleName name={moves[0] ? (labels.get(moves[0].id) ?? moves[0].id) : ''} />
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
