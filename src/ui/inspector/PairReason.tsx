import { selectExplanation } from '../../store/explaining.ts';
import { selectHeldPlan } from '../../store/heldPlan.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { useStudio } from '../StudioContext.tsx';

/** What decides the group's pair, in one sentence; what a pin costs. */
export function PairReason({ group }: { readonly group: string }) {
  const explained = useStudio(selectExplanation)?.plan;
  const reason = explained?.groups.find(({ id }) => id === group);
  const isHeld = useStudio((state) => selectHeldPlan(state) !== null);
  if (!reason) return null;
  // The reasons are those of the optimum of the scores.
  if (isHeld && reason.reason !== 'pin')
    return <p className="muted">Set by the refined plan: what was measured decides there, not the scores.</p>;
  const price = explained?.pinPrices[group];
  const without =
    price === undefined
      ? ''
      : price > 0
        ? ` Without the pin total AQS falls by ${formatAqs(price)}.`
        : ' Without the pin the total stays the same.';
  return (
    <p className="muted" data-reason={reason.reason}>
      {reason.text}
      {without}
    </p>
  );
}
