import { useMemo, useState } from 'react';
import type { CostName } from '../../core/plan/Program.ts';
import { type BudgetSpan, costNames, selectBudgetRanges } from '../../store/selectors/selectBudgetRanges.ts';
import { selectProfile } from '../../store/selectors/selectProfile.ts';
import { Icon } from '../controls/Icon.tsx';
import { MenuButton } from '../controls/MenuButton.tsx';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { latencyTrust } from '../profile/latencyTrust.ts';
import { ProfileDialog } from '../profile/ProfileDialog.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { LimitField } from './LimitField.tsx';
import { useLatestFrame } from './useLatestFrame.ts';

/** The budgets that hold: the main one (on the curve) first, each further one with a slim slider, and the way to add. */
export function BudgetList() {
  const ranges = useStudio(selectBudgetRanges);
  const budgets = useStudio((state) => state.decisions.budgets);
  const main = useStudio((state) => state.decisions.mainBudget);
  const { setMainBudget, setBudget } = useActions();
  const held = costNames.filter((cost) => budgets[cost] !== undefined || cost === main);
  const more = costNames.filter((cost) => !held.includes(cost));
  const mainEntries = costNames.map((cost) => ({
    id: cost,
    text: COST_TITLE[cost],
    ...(ranges[cost].reason ? { note: ranges[cost].reason } : {}),
    checked: cost === main,
    disabled: !ranges[cost].available,
    run: () => setMainBudget(cost),
  }));
  return (
    <div className="budgets">
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
              ...(ranges[cost].reason ? { note: ranges[cost].reason } : {}),
              disabled: !ranges[cost].available,
              run: () => setBudget(cost, ranges[cost].max),
            }))}
          >
            <Icon name="plus" /> add
          </MenuButton>
        ) : null}
      </div>
      <ul>
        {[main, ...held.filter((cost) => cost !== main)].map((cost) => (
          <BudgetRow
            key={cost}
            cost={cost}
            span={ranges[cost]}
            limit={budgets[cost] ?? null}
            isMain={cost === main}
            removable={held.length > 1}
          />
        ))}
      </ul>
      {!ranges.latency.available && ranges.latency.reason && ranges.bops.available ? (
        <p className="budgets-off muted" title={ranges.latency.reason}>
          Latency is off: {ranges.latency.reason}
        </p>
      ) : null}
      {ranges.latency.available ? <LatencyNotes /> : null}
    </div>
  );
}

/** What the times leave out or assume; amber where they rest on a number that nobody published. */
function LatencyNotes() {
  const profile = useStudio(selectProfile);
  const [open, setOpen] = useState(false);
  const { amber, notes } = latencyTrust(profile);
  if (!profile || notes.length === 0) return null;
  return (
    <div className={amber ? 'budgets-off unsourced' : 'budgets-off muted'}>
      <p className="budgets-notes" title={notes.join('\n')}>
        Latency is a model, not a measurement. {notes.join(' ')}
      </p>
      <button type="button" className="layer-link" onClick={() => setOpen(true)}>
        Numbers and sources…
      </button>
      <ProfileDialog profile={profile} isOpen={open} onClose={() => setOpen(false)} />
    </div>
  );
}

interface BudgetRowProps {
  readonly cost: CostName;
  readonly span: BudgetSpan;
  readonly limit: number | null;
  readonly isMain: boolean;
  readonly removable: boolean;
}

function BudgetRow({ cost, span, limit, isMain, removable }: BudgetRowProps) {
  const { setBudget, setMainBudget } = useActions();
  const setSoon = useLatestFrame((value: number) => setBudget(cost, value));
  const range = useMemo(() => [span.min, span.dearest] as const, [span.min, span.dearest]);
  const value = limit ?? span.max;
  const share = span.dearest > span.min ? (value - span.min) / (span.dearest - span.min) : 1;
  const shareTitle = `${formatPercent(share)} of the way from the cheapest plan (${formatCost(cost, span.min)}) to the dearest (${formatCost(cost, span.dearest)})`;
  return (
    <li className="budget-row" data-main={isMain || undefined}>
      <span className="budget-name">
        {isMain ? (
          <strong>{COST_TITLE[cost]}</strong>
        ) : (
          <button
            type="button"
            className="layer-link"
            title="Put this one on the curve"
            onClick={() => setMainBudget(cost)}
          >
            {COST_TITLE[cost]}
          </button>
        )}
      </span>
      <span className="muted">≤</span>
      <LimitField cost={cost} limit={value} range={range} onLimit={(next) => setBudget(cost, next)} />
      <span className="budget-share muted number" title={limit === null ? undefined : shareTitle}>
        {limit === null ? 'no limit' : formatPercent(share)}
        {limit === null ? null : (
          <span className="hidden-visually"> between the cheapest and the dearest plan</span>
        )}
      </span>
      <button
        type="button"
        className="button button-quiet button-icon button-small"
        aria-label={`Remove the ${COST_TITLE[cost]} budget`}
        title="Remove this budget"
        disabled={!removable || limit === null}
        onClick={() => setBudget(cost, null)}
      >
        <Icon name="close" />
      </button>
      {isMain ? (
        <span className="budget-ends muted">
          {span.available
            ? `0 %: cheapest plan, ${formatCost(cost, span.min)}; 100 %: dearest, ${formatCost(cost, span.dearest)}`
            : null}
        </span>
      ) : (
        <input
          className="slim"
          type="range"
          min={span.min}
          max={span.max}
          step="any"
          value={value}
          disabled={!span.available}
          aria-label={`${COST_TITLE[cost]} budget`}
          aria-valuetext={formatCost(cost, value)}
          onChange={(event) => setSoon(event.target.valueAsNumber)}
        />
      )}
    </li>
  );
}
