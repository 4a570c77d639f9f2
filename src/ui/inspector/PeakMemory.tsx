import { selectGroupOfLayer } from '../../store/selectors/selectGroups.ts';
import { selectPeak } from '../../store/selectors/selectPeak.ts';
import { CopyNumber } from '../controls/CopyNumber.tsx';
import { MiddleName } from '../controls/MiddleName.tsx';
import { formatBytes } from '../format/formatBytes.ts';
import { useActions, useStudio } from '../StudioContext.tsx';

/** What makes the plan's peak of activation memory: the node that runs then, and each tensor that is in memory. */
export function PeakMemory() {
  const peak = useStudio(selectPeak);
  const isLayer = useStudio((state) => peak !== null && selectGroupOfLayer(state).has(peak.node));
  const { select } = useActions();
  if (!peak) return null;
  return (
    <section>
      <h3>Peak memory (pred.)</h3>
      <p className="peak-where">
        <CopyNumber text={formatBytes(peak.bytes)} value={peak.bytes} /> per image while{' '}
        {isLayer ? (
          <button type="button" className="layer-link" onClick={() => select([peak.node])}>
            {peak.node}
          </button>
        ) : (
          <b>{peak.node}</b>
        )}{' '}
        runs:
      </p>
      <ul className="peak-tensors">
        {peak.tensors.map(({ id, name, bits, bytes }) => (
          <li key={id}>
            <MiddleName name={name} />
            <span className="number muted">{bits} bits</span>
            <CopyNumber className="number" text={formatBytes(bytes)} value={bytes} />
          </li>
        ))}
      </ul>
    </section>
  );
}
