import { predictsDamage, selectVerifyRows } from '../../store/selectors/selectVerifyRows.ts';
import { formatThree } from '../format/formatSi.ts';
import { useStudio } from '../StudioContext.tsx';

/** Of the plan: the sum of the damages of its layers one at a time against that of all of them together, once measured. */
export function InteractionChip() {
  const row = useStudio((state) =>
    predictsDamage(state) ? selectVerifyRows(state).find(({ kind }) => kind === 'plan') : undefined,
  );
  if (!row?.measured || row.stale || !row.predicted) return null;
  const { damage } = row.measured.verification;
  return (
    <span
      className="chip"
      title={`Layers one at a time would do damage of ${formatThree(row.predicted)} in sum (pred.); all together they measure ${formatThree(damage)}. The difference is their interaction.`}
    >
      interaction: × {formatThree(damage / row.predicted)}
    </span>
  );
}
