import { useMemo, useState } from 'react';
import type { PlanExplanation } from '../../core/plan/explainPlan.ts';
import type { CostName } from '../../core/plan/Program.ts';
import { selectExplanation } from '../../store/explaining.ts';
import { selectHeldPlan } from '../../store/heldPlan.ts';
import { type BudgetSpan, costNames, selectBudgetRanges } from '../../store/selectors/selectBudgetRanges.ts';
import { selectIsPlanBefore } from '../../store/selectors/selectIsPlanBefore.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';
import { selectProfile } from '../../store/selectors/selectProfile.ts';
import { Icon } from '../controls/Icon.tsx';
import { formatAqs } from '../format/formatAqs.ts';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { parseAqs } from '../format/parseShare.ts';
import { LatencyCheck } from '../profile/LatencyCheck.tsx';
import { latencyTrust } from '../profile/latencyTrust.ts';
import { ProfileDialog } from '../profile/ProfileDialog.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { BudgetHead } from './BudgetHead.tsx';
import { LimitField } from './LimitField.tsx';
import { ChangeList } from './NextChanges.tsx';
import { allowanceSentence, priceSentence, slopeNote } from './priceSentence.ts';
import { StairsTrouble } from './StairsTrouble.tsx';
import { TypedField } from './TypedField.tsx';
import { useLatestFrame } from './useLatestFrame.ts';

/** The budgets that hold: the main one (on the curve) first, each further one with a slim slider, and the way to add. */
export function BudgetList() {
  const ranges = useStudio(selectBudgetRanges);
  const budgets = useStudio((state) => state.decisions.budgets);
  const main = useStudio((state) => state.decisions.mainBudget);
  const aqsLimit = useStudio((state) => state.decisions.aqsLimit);
  // Kept in place, out of sight, until there are newer ones: nothing jumps while the slider moves.
  const explained = useStudio((state) => state.explanation?.plan ?? null);
  const isStale = useStudio((state) => selectExplanation(state) === null || selectIsPlanBefore(state));
  // The slope is that of the optimum: a held plan has none.
  const isHeld = useStudio((state) => selectHeldPlan(state) !== null);
  const held = costNames.filter((cost) => budgets[cost] !== undefined || cost === main);
  return (
    <div className="budgets">
      <BudgetHead />
      <ul data-stale={isStale || undefined}>
        {[main, ...held.filter((cost) => cost !== main)].map((cost) => (
          <BudgetRow
            key={cost}
            cost={cost}
            span={ranges[cost]}
            limit={budgets[cost] ?? null}
            isMain={cost === main}
            removable={held.length > 1}
            reasons={explained}
            hasSlope={!isHeld}
            aqsLimit={cost === main ? aqsLimit : null}
          />
        ))}
      </ul>
      <StairsTrouble />
      {!ranges.latency.available && ranges.latency.reason && ranges.bops.available ? (
        <p className="budgets-off muted" title={ranges.latency.reason}>
          Latency is off: {ranges.latency.reason}
        </p>
      ) : null}
      <LatencyCheck />
      {ranges.latency.available ? <LatencyNotes /> : null}
    </div>
  );
}

/** What the times leave out or assume; amber where they rest on a number that nobody published. */
function LatencyNotes() {
  const profile = useStudio(selectProfile);
  const [open, setOpen] = useState(false);
  const { amber, notes } = latencyTrust(profile, useStudio(selectLayers));
  if (!profile || notes.length === 0) return null;
  return (
    <div className={amber ? 'budgets-off unsourced' : 'budgets-off muted'}>
      <p className="budgets-notes" title={notes.join('\n')}>
        {profile.latency_model.measured_table ? '' : 'Latency is a model, not a measurement. '}
        {notes.join(' ')}
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
  /** What moves and prices the budget; null until it is known. */
  readonly reasons: PlanExplanation | null;
  /** Whether the plan on screen is the one that the prices are of. */
  readonly hasSlope: boolean;
  /** The limit on total AQS that this cost is minimized under; null where it has a limit of its own. */
  readonly aqsLimit: number | null;
}

function BudgetRow(props: BudgetRowProps) {
  return props.aqsLimit === null ? (
    <LimitRow {...props} />
  ) : (
    <AqsLimitRow {...props} limit={props.aqsLimit} />
  );
}

/** The main budget where its cost is minimized: the limit is one on total AQS. */
function AqsLimitRow({ cost, limit, reasons, hasSlope }: BudgetRowProps & { readonly limit: number }) {
  const { setAqsLimit } = useActions();
  const spent = useStudio((state) => state.decisions.budgets[cost]);
  const price = reasons?.shadowPrices[cost];
  return (
    <li className="budget-row" data-main>
      <strong className="budget-name">AQS</strong>
      <span className="muted">≤</span>
      <TypedField
        label="Limit on total AQS"
        hint="a number from 0 up"
        shown={formatAqs(limit)}
        parse={parseAqs}
        onValue={setAqsLimit}
      />
      <span className="budget-ends muted">
        Least {COST_TITLE[cost]} is wanted.
        {price && spent && limit > 0 && hasSlope ? (
          <span className="budget-reason" title={slopeNote}>
            {' '}
            {allowanceSentence(cost, price, limit)}.
          </span>
        ) : null}
      </span>
    </li>
  );
}

function LimitRow({ cost, span, limit, isMain, removable, reasons, hasSlope }: BudgetRowProps) {
  const { setBudget, setMainBudget } = useActions();
  const setSoon = useLatestFrame((value: number) => setBudget(cost, value));
  const range = useMemo(() => [span.min, span.dearest] as const, [span.min, span.dearest]);
  const value = limit ?? span.max;
  const price = reasons?.shadowPrices[cost];
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
      {limit !== null && price !== undefined && hasSlope ? (
        <span className="budget-ends budget-reason muted" title={cost === 'memory' ? undefined : slopeNote}>
          {priceSentence(cost, price, limit)}
        </span>
      ) : null}
      {isMain || !reasons || limit === null ? null : <ChangeList cost={cost} isKnown />}
    </li>
  );
}
