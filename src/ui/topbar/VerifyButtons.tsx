import { useStudio } from '../StudioContext.tsx';

interface VerifyButtonsProps {
  readonly isOpen: boolean;
  readonly lowerOpen: boolean;
  readonly onCompare: () => void;
  readonly onVerify: () => void;
  /** Shows the accuracy-driven search, or puts it away. */
  readonly onLower: () => void;
}

/** Plans side by side; and the present plan measured by real forward passes. */
export function VerifyButtons({ isOpen, lowerOpen, onCompare, onVerify, onLower }: VerifyButtonsProps) {
  const ready = useStudio((state) => state.plan !== null);
  const running = useStudio(({ jobs }) => jobs.verify.state === 'running');
  const busy = useStudio(({ jobs }) =>
    (['open', 'data', 'measure'] as const).some((kind) => jobs[kind].state === 'running'),
  );
  const disabled = !ready || busy || running;
  return (
    <>
      <button
        type="button"
        className="button button-quiet"
        aria-pressed={isOpen}
        data-shortcut="compare"
        title="Plans side by side, predicted beside measured (v)"
        onClick={onCompare}
      >
        Compare
      </button>
      <button
        type="button"
        className="button button-quiet"
        aria-pressed={lowerOpen}
        data-shortcut="lower"
        title="Lowers bits as long as a measured criterion holds (l)"
        onClick={onLower}
      >
        Lower
      </button>
      <button
        type="button"
        className="button"
        aria-disabled={disabled}
        title={
          ready
            ? 'Measures the plan by real forward passes, on data that calibration did not use'
            : 'There is no plan yet'
        }
        onClick={() => {
          if (!disabled) onVerify();
        }}
      >
        {running ? 'Measuring…' : 'Verify'}
      </button>
    </>
  );
}
