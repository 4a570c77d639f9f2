import { formatCriterionValue } from '../../core/verify/formatCriterion.ts';
import { selectCriterion } from '../../store/selectors/selectLowering.ts';
import { FieldError } from '../controls/FieldError.tsx';
import { useTyped } from '../controls/useTyped.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { limitField } from './loweringTexts.ts';
import { parseCriterionLimit, understoodText } from './parseCriterionLimit.ts';

/** The limit of the criterion with its unit; while one types, how it is understood stands beside it. */
export function LimitRow() {
  const { kind, limit } = useStudio(selectCriterion);
  const limits = useStudio((state) => state.loweringSettings.limits);
  const { setLoweringSettings: set } = useActions();
  const { unit, sign } = limitField(kind);
  const { field, draft, error, errorId } = useTyped({
    value: limit,
    shown: formatCriterionValue(kind, limit),
    parse: (text) => parseCriterionLimit(kind, text),
    onValue: (next) => set({ kind, limits: { ...limits, [kind]: next } }),
  });
  return (
    <>
      <label className="field-row">
        <span className="label">{sign === '≥' ? 'at least' : 'at most'}</span>
        <span className="lowering-limit">
          <input
            className="field number"
            inputMode="decimal"
            aria-label={`Limit of the criterion, ${unit}`}
            title={limitHint(unit)}
            {...field}
          />
          <output className="muted lowering-understood">
            {draft === null ? '' : understoodText(kind, draft)}
          </output>
        </span>
      </label>
      <FieldError id={errorId} error={error} />
    </>
  );
}

function limitHint(unit: string): string {
  if (unit === '%') return '98, 98 % and 0.98 are the same';
  if (unit === '% points') return 'In points of accuracy: 0.5 is half a point, from 90 % to 89.5 %';
  return `A number in ${unit}`;
}
