import { useEffect } from 'react';
import { formatBytes } from '../format/formatBytes.ts';
import { useActions, useStudio } from '../StudioContext.tsx';

/** How much of earlier measurements this browser keeps, and away with it. */
export function KeptMeasurements() {
  const kept = useStudio((state) => state.keptMeasurements);
  const busy = useStudio((state) => state.jobs.measure.state === 'running');
  const { countKept, clearKept } = useActions();
  // Also when a measurement has come to its end meanwhile.
  useEffect(() => {
    if (!busy) void countKept();
  }, [busy, countKept]);
  if (!kept) return null;
  return (
    <p className="data-kept">
      <span role="status">
        Kept measurements: {kept.count === 0 ? 'none' : `${kept.count}, ${formatBytes(kept.bytes)}`}
      </span>
      {kept.count > 0 ? (
        <button
          type="button"
          className="button button-small"
          aria-label="Clear kept measurements"
          onClick={() => clearKept()}
        >
          Clear
        </button>
      ) : null}
      <span className="muted">
        In this browser only, with the plans kept for comparison, so that the same network and data need no
        measuring again.
      </span>
    </p>
  );
}
