import { predictsDamage, selectVerifyRows } from '../../store/selectors/selectVerifyRows.ts';
import { formatThree } from '../format/formatSi.ts';
import { useAqsWords } from '../format/useAqsWords.ts';
import { useStudio } from '../StudioContext.tsx';

/** Of the plan: the sum of the damages of its layers one at a time against that of all of them together, once measured. */
export function InteractionChip() {
  const row = useStudio((state) =>
    predictsDamage(state) ? selectVerifyRows(state).find(({ kind }) => kind === 'plan') : undefined,
  );
  const { unit, mark } = useAqsWords();
  if (!row?.measured || row.stale || !row.predicted) return null;
  const { damage } = row.measured.verification;
  return (
    <span
      className="chip"
      title={`Layers one at a time do damage of ${formatThree(row.predicted)}${unit} in sum${mark}; all together they measure ${formatThree(damage)}${unit}. The quotient is their interaction.`}
    >
      interaction: × {formatThree(damage / row.predicted)}
    </span>
  );
}
