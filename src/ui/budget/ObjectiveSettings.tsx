import { useId } from 'react';
import { Icon } from '../controls/Icon.tsx';
import { PopoverButton } from '../controls/PopoverButton.tsx';
import { COST_TITLE } from '../format/formatCost.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { parseShare } from '../format/parseShare.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { TypedField } from './TypedField.tsx';

/** What is minimized under what, and how much calm is worth. */
export function ObjectiveSettings() {
  return (
    <PopoverButton
      label="Objective"
      face={<Icon name="settings" />}
      className="button button-small button-quiet"
    >
      <ObjectiveFields />
    </PopoverButton>
  );
}

function ObjectiveFields() {
  const cost = useStudio((state) => state.decisions.mainBudget);
  const aqsLimit = useStudio((state) => state.decisions.aqsLimit);
  const tolerance = useStudio((state) => state.decisions.tolerance);
  const total = useStudio((state) => state.plan?.objective ?? null);
  const { setAqsLimit, setTolerance } = useActions();
  const name = useId();
  const title = COST_TITLE[cost];
  return (
    <>
      <fieldset className="objective">
        <legend>Minimize</legend>
        <label>
          <input type="radio" name={name} checked={aqsLimit === null} onChange={() => setAqsLimit(null)} />
          <span>
            total AQS <span className="muted">under the budgets</span>
          </span>
        </label>
        <label>
          <input
            type="radio"
            name={name}
            checked={aqsLimit !== null}
            disabled={total === null}
            onChange={() => setAqsLimit(total)}
          />
          <span>
            {title} <span className="muted">under a limit on total AQS</span>
          </span>
        </label>
      </fieldset>
      <div className="field-row">
        <span className="label">Calm</span>
        <TypedField
          label="Calm: per cent of total AQS"
          hint="0 to 100 %"
          shown={formatPercent(tolerance)}
          parse={parseShare}
          onValue={setTolerance}
        />
      </div>
      <p className="muted settings-note">
        {aqsLimit === null
          ? 'The plan may be this much worse than the optimum where that changes fewer groups. Its gap is always shown.'
          : 'Under a limit on total AQS nothing is given up for calm; only equal plans are chosen by it.'}
      </p>
    </>
  );
}
