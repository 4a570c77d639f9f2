import type { Job } from '../../store/StudioState.ts';
import { formatRemaining } from '../format/formatDuration.ts';

interface ProgressBarProps {
  readonly label: string;
  readonly job: Extract<Job, { state: 'running' }>;
  readonly onCancel: () => void;
}

/** What runs, how far, how long still, and the way to stop it. */
export function ProgressBar({ label, job, onCancel }: ProgressBarProps) {
  const known = job.total > 0;
  const share = known ? Math.min(1, job.done / job.total) : 0;
  return (
    <div className="progress-row">
      <span className="progress-text truncate" title={job.text}>
        {job.text || label}
      </span>
      <div
        className={known ? 'progress' : 'progress progress-unknown'}
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={known ? Math.round(share * 100) : undefined}
        aria-valuetext={job.text}
      >
        <div style={known ? { width: `${share * 100}%` } : undefined} />
      </div>
      <span className="progress-left muted number">
        {job.remainingMs !== undefined
          ? formatRemaining(job.remainingMs)
          : known
            ? `${job.done} / ${job.total}`
            : ''}
      </span>
      <button type="button" className="button button-small" data-focus-home onClick={onCancel}>
        Cancel
      </button>
    </div>
  );
}
