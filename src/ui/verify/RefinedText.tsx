import type { Plan } from '../../core/plan/makePlan.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { useAqsWords } from '../format/useAqsWords.ts';
import { useActions, useStudio } from '../StudioContext.tsx';

/** Says that the plan on screen was found by measurement, with the way back to the optimum of the scores. */
export function RefinedText({ plan }: { readonly plan: Plan }) {
  const how = useStudio((state) => state.decisions.heldPlan?.how ?? '');
  const { mark } = useAqsWords();
  const { dropHeldPlan } = useActions();
  return (
    <span
      title={`Found by measurement (${how}). Total AQS is ${formatPercent(plan.gap)} above the optimum of the scores${mark}.`}
    >
      found by measurement{' '}
      <button type="button" className="layer-link verify-link" onClick={dropHeldPlan}>
        back to the optimum
      </button>
    </span>
  );
}
