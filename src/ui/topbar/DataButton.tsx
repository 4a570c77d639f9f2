import { Icon } from '../controls/Icon.tsx';
import { useStudio } from '../StudioContext.tsx';

/** Words for what the numbers stand on. */
function dataText(kind: 'images' | 'array' | 'synthetic', count: number): string {
  if (kind === 'synthetic') return `${count} synthetic`;
  return `${count} ${kind === 'images' ? (count === 1 ? 'image' : 'images') : count === 1 ? 'sample' : 'samples'}`;
}

/** How many calibration samples of which kind; opens the data panel. */
export function DataButton({ onOpen }: { readonly onOpen: () => void }) {
  const data = useStudio((state) => state.data);
  const job = useStudio((state) => state.jobs.data);
  const text = job.state === 'running' ? 'reading data…' : data ? dataText(data.kind, data.count) : 'no data';
  const warned = (data?.warnings.length ?? 0) > 0;
  return (
    <button
      type="button"
      className="button button-quiet"
      aria-haspopup="dialog"
      aria-label={`Calibration data: ${text}${warned ? ', with warnings' : ''}`}
      title={data ? data.name : 'Calibration data'}
      onClick={onOpen}
    >
      <span className={data?.kind === 'synthetic' ? 'chip hatched' : undefined}>{text}</span>
      {warned ? (
        <span className="warned" aria-hidden="true">
          !
        </span>
      ) : null}
      <Icon name="chevron" className="chevron" />
    </button>
  );
}
