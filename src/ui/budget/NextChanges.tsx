import { selectExplanation } from '../../store/explaining.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { priceSentence } from './priceSentence.ts';

/** Under the curve: what the next step of the budget changes and what it is worth; or how an infeasible one can be met. */
export function NextChanges() {
  const explanation = useStudio(selectExplanation);
  const cost = useStudio((state) => state.decisions.mainBudget);
  const limit = useStudio((state) => state.decisions.budgets[state.decisions.mainBudget]);
  const { setBudget, pin } = useActions();
  if (explanation?.conflict) {
    const { relaxations, pins, text } = explanation.conflict;
    return (
      <p className="next-changes" title={text}>
        {relaxations.map((way) =>
          way.nearest === null ? null : (
            <button
              key={way.cost}
              type="button"
              className="button button-small"
              onClick={() => setBudget(way.cost, way.nearest)}
            >
              {COST_TITLE[way.cost]} to {formatCost(way.cost, way.nearest)}
            </button>
          ),
        )}
        {pins.map((id) => (
          <button key={id} type="button" className="button button-small" onClick={() => pin(id, null)}>
            Unpin {id}
          </button>
        ))}
        {pins.length === 0 && relaxations.every((way) => way.nearest === null) ? text : null}
      </p>
    );
  }
  const plan = explanation?.plan;
  const price = plan?.shadowPrices[cost];
  return (
    <p className="next-changes muted">
      {plan?.next
        .filter((change) => change.cost === cost)
        .toSorted((a, b) => a.direction.localeCompare(b.direction))
        .map((change) => (
          <button
            key={change.direction}
            type="button"
            className="next-change truncate"
            title={`${change.text}. Click to go there.`}
            onClick={() => setBudget(cost, change.budget)}
          >
            {change.direction === 'up' ? '▸' : '◂'} {change.text}
          </button>
        ))}
      {price !== undefined && limit !== undefined ? (
        <span className="next-price">{priceSentence(cost, price, limit)}</span>
      ) : null}
    </p>
  );
}
