import { memo } from 'react';
import { type BudgetSpan, costNames, selectBudgetRanges } from '../../store/selectors/selectBudgetRanges.ts';
import { Icon } from '../controls/Icon.tsx';
import { MenuButton } from '../controls/MenuButton.tsx';
import { COST_TITLE } from '../format/formatCost.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { ObjectiveSettings } from './ObjectiveSettings.tsx';

/** Why a cost cannot be limited, or what it means where its name does not say. */
function noteOf({ cost, reason }: BudgetSpan): { readonly note?: string } {
  if (reason) return { note: reason };
  return cost === 'memory' ? { note: 'Peak of live activations, per image' } : {};
}

/** The menus above the budgets: which costs there are to limit. Menus are dear to render, so it reads no limit's value. */
export const BudgetHead = memo(function BudgetHead() {
  const ranges = useStudio(selectBudgetRanges);
  const main = useStudio((state) => state.decisions.mainBudget);
  const unheld = useStudio(({ decisions: { budgets, mainBudget } }) =>
    costNames.filter((cost) => budgets[cost] === undefined && cost !== mainBudget).join(),
  );
  const { setMainBudget, setBudget } = useActions();
  const more = costNames.filter((cost) => unheld.split(',').includes(cost));
  const mainEntries = costNames.map((cost) => ({
    id: cost,
    text: COST_TITLE[cost],
    ...noteOf(ranges[cost]),
    checked: cost === main,
    disabled: !ranges[cost].available,
    run: () => setMainBudget(cost),
  }));
  return (
    <div className="budgets-head">
      <h2>Budget</h2>
      <MenuButton
        label={`Cost on the curve: ${COST_TITLE[main]}`}
        entries={mainEntries}
        className="button button-small"
      >
        {COST_TITLE[main]}
      </MenuButton>
      {more.length > 0 ? (
        <MenuButton
          label="Add a budget"
          className="button button-small button-quiet"
          plain
          entries={more.map((cost) => ({
            id: cost,
            text: COST_TITLE[cost],
            ...noteOf(ranges[cost]),
            disabled: !ranges[cost].available,
            run: () => setBudget(cost, ranges[cost].max),
          }))}
        >
          <Icon name="plus" /> add
        </MenuButton>
      ) : null}
      <ObjectiveSettings />
    </div>
  );
});
