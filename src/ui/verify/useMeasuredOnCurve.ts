import { useMemo } from 'react';
import type { CostName } from '../../core/plan/Program.ts';
import { costOf } from '../../store/selectors/selectTrust.ts';
import { predictsDamage, selectMeasuredPoints } from '../../store/selectors/selectVerifyRows.ts';
import { planKey } from '../../store/VerifiedPlan.ts';
import { useStudio } from '../StudioContext.tsx';
import type { MeasuredOnCurve } from './MeasuredPoints.tsx';

/** The measured plans over one cost, for the trade-off curve; null while nothing is measured. */
export function useMeasuredOnCurve(cost: CostName): MeasuredOnCurve | null {
  const points = useStudio(selectMeasuredPoints);
  const plan = useStudio((state) => (state.plan && points.length > 0 ? planKey(state.plan.pairs) : null));
  const isClasses = useStudio(
    ({ verified }) => verified.at(-1)?.verification.heads.every(({ kind }) => kind === 'classes') ?? true,
  );
  const marks = useMemo(
    () =>
      points.flatMap(({ totals, ...point }) => {
        const at = costOf({ totals }, cost);
        return at === null ? [] : [{ ...point, cost: at }];
      }),
    [points, cost],
  );
  const sameUnit = useStudio(predictsDamage);
  return useMemo(
    () =>
      marks.length === 0
        ? null
        : {
            points: marks,
            plan,
            unit: isClasses ? 'KL, nats' : 'error',
            sameUnit: sameUnit
              ? marks.map(({ cost: at, damage }) => ({ cost: at, sensitivity: damage }))
              : null,
          },
    [marks, plan, isClasses, sameUnit],
  );
}
