import { selectPeak } from '../../store/selectors/selectPeak.ts';
import { CopyNumber } from '../controls/CopyNumber.tsx';
import { formatBytes } from '../format/formatBytes.ts';
import { useStudio } from '../StudioContext.tsx';

/** Peak memory in the totals; the plan's says where it is and what makes it. */
export function PeakCell({ bytes, isPlan }: { readonly bytes: number; readonly isPlan: boolean }) {
  const peak = useStudio((state) => (isPlan ? selectPeak(state) : null));
  const live = peak?.tensors.map((t) => `${t.name}: ${formatBytes(t.bytes)} at ${t.bits} bits`);
  return (
    <td title={peak && live ? `While ${peak.node} runs:\n${live.join('\n')}` : undefined}>
      <CopyNumber text={formatBytes(bytes)} value={bytes} />
    </td>
  );
}
