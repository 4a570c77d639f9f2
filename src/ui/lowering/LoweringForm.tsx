import type { CostName } from '../../core/plan/Program.ts';
import { type CriterionKind, criterionKinds } from '../../core/verify/Criterion.ts';
import type { LoweringSettings } from '../../store/LoweringState.ts';
import { costNames, selectBudgetRanges } from '../../store/selectors/selectBudgetRanges.ts';
import { selectCriterion, selectCriterionProblems } from '../../store/selectors/selectLowering.ts';
import { ChoiceRow } from '../controls/ChoiceRow.tsx';
import { NumberRow } from '../controls/NumberRow.tsx';
import { COST_TITLE, formatCost } from '../format/formatCost.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { LimitRow } from './LimitRow.tsx';
import { CRITERION_TEXT } from './loweringTexts.ts';

const SEARCHES: Record<LoweringSettings['search'], string> = {
  steps: 'fewest bits, by steps',
  smallest: 'smallest budget',
};
const DIRECTIONS: Record<LoweringSettings['direction'], string> = {
  lower: 'lower from widest',
  raise: 'raise from narrowest',
};
const MODES: Record<LoweringSettings['mode'], string> = {
  full: 'every step',
  fast: 'fast, by halving',
  'fast-then-full': 'fast, then each step',
};
const FAILURES: Record<LoweringSettings['onFail'], string> = {
  freeze: 'freeze and go on',
  'freeze-step': 'bar the pair, go on',
  stop: 'stop',
};
const AGGREGATES: Record<LoweringSettings['aggregate'], string> = {
  mean: 'average of layers',
  max: 'maximum of layers',
  sum: 'sum of layers',
};

/** The criterion and how the search goes about it. Fixed while a search is under way. */
export function LoweringForm() {
  const settings = useStudio((state) => state.loweringSettings);
  const locked = useStudio(({ lowering }) => lowering?.phase === 'running' || lowering?.phase === 'paused');
  const available = useStudio((state) => state.verificationData?.count ?? 0);
  const { setLoweringSettings: set } = useActions();
  return (
    <fieldset className="lowering-form" disabled={locked}>
      <legend className="hidden-visually">Criterion and procedure</legend>
      <CriterionRow />
      <ChoiceRow
        label="Find"
        value={settings.search}
        options={SEARCHES}
        onChange={(search) => set({ search })}
      />
      {settings.search === 'smallest' ? (
        <SmallestRows />
      ) : (
        <>
          <ChoiceRow
            label="Direction"
            value={settings.direction}
            options={DIRECTIONS}
            onChange={(direction) => set({ direction })}
          />
          <ChoiceRow
            label="Measure"
            value={settings.mode}
            options={MODES}
            onChange={(mode) => set({ mode })}
          />
          {settings.direction === 'lower' && settings.mode !== 'fast' ? (
            <ChoiceRow
              label="On failure"
              value={settings.onFail}
              options={FAILURES}
              onChange={(onFail) => set({ onFail })}
            />
          ) : null}
          <ChoiceRow
            label="Group AQS"
            value={settings.aggregate}
            options={AGGREGATES}
            onChange={(aggregate) => set({ aggregate })}
          />
        </>
      )}
      <NumberRow
        label="Images"
        value={Math.min(settings.images, Math.max(1, available))}
        min={1}
        max={Math.max(1, available)}
        step={1}
        onChange={(images) => set({ images })}
      />
    </fieldset>
  );
}

function CriterionRow() {
  const { kind } = useStudio(selectCriterion);
  const problems = useStudio(selectCriterionProblems);
  const { setLoweringSettings: set } = useActions();
  const problem = criterionKinds.map((other) => problems[other]).find((text) => text !== null) ?? null;
  return (
    <>
      <div className="field-row">
        <span className="label">Keep</span>
        <select
          className="field"
          aria-label="Criterion to keep"
          value={kind}
          {...(problem ? { 'aria-describedby': 'lowering-problem' } : {})}
          onChange={(event) => set({ kind: event.target.value as CriterionKind })}
        >
          {criterionKinds.map((other) => (
            <option
              key={other}
              value={other}
              disabled={problems[other] !== null}
              title={problems[other] ?? undefined}
            >
              {CRITERION_TEXT[other]}
              {problems[other] === null ? '' : ' (not available)'}
            </option>
          ))}
        </select>
      </div>
      <LimitRow key={kind} />
      {problem ? (
        <p id="lowering-problem" className="lowering-problem">
          {problem}
        </p>
      ) : null}
    </>
  );
}

function SmallestRows() {
  const cost = useStudio((state) => state.loweringSettings.cost);
  const ranges = useStudio(selectBudgetRanges);
  const budgets = useStudio((state) => state.decisions.budgets);
  const { setLoweringSettings: set } = useActions();
  const others = (Object.entries(budgets) as [CostName, number][]).filter(([name]) => name !== cost);
  return (
    <>
      <label className="field-row">
        <span className="label">Smallest</span>
        <select
          className="field"
          value={cost}
          onChange={(event) => set({ cost: event.target.value as CostName })}
        >
          {costNames.map((name) => (
            <option
              key={name}
              value={name}
              disabled={!ranges[name].available}
              title={ranges[name].reason ?? undefined}
            >
              {COST_TITLE[name]}
              {ranges[name].available ? '' : ' (not available)'}
            </option>
          ))}
        </select>
      </label>
      {others.length > 0 ? (
        <p className="muted lowering-note">
          Holds too:{' '}
          {others.map(([name, limit]) => `${COST_TITLE[name]} ≤ ${formatCost(name, limit)}`).join(', ')}
        </p>
      ) : null}
    </>
  );
}
