import { selectPeak } from '../../store/selectors/selectPeak.ts';
import { formatBytes } from '../format/formatBytes.ts';
import { useStudio } from '../StudioContext.tsx';

/** What the pipes in the picture mean: the tensors in memory at the plan's peak, and the node that runs then. */
export function PeakLegend() {
  const peak = useStudio(selectPeak);
  if (!peak) return null;
  const live = peak.tensors.map(({ name, bits, bytes }) => `${name}: ${formatBytes(bytes)} at ${bits} bits`);
  return (
    <figure className="peak-legend" title={`In memory while ${peak.node} runs:\n${live.join('\n')}`}>
      <svg width={30} height={12} aria-hidden="true">
        <path className="edge-peak" d="M1 6h28" />
        <path className="edge-peak-core" d="M1 6h28" />
      </svg>
      <figcaption className="truncate">
        <b>{formatBytes(peak.bytes)}</b> peak memory (pred.) at <b>{peak.node}</b>
        <span className="hidden-visually">: {live.join('; ')}</span>
      </figcaption>
    </figure>
  );
}
