import { ProgressBar } from '../controls/ProgressBar.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { InteractionChip } from './InteractionChip.tsx';
import { TrustChip } from './TrustChip.tsx';

/** How far predictions are to be trusted, and what can be measured; while something is, how far it is. */
export function VerifyHead({ disabled }: { readonly disabled: boolean }) {
  const job = useStudio((state) => state.jobs.verify);
  const hasPlan = useStudio((state) => state.plan !== null);
  const { verify, verifyCurve, keepPlan, cancel } = useActions();
  const running = job.state === 'running';
  return (
    <>
      {running ? null : (
        <>
          <TrustChip />
          <InteractionChip />
        </>
      )}
      <div className="verify-middle">
        {running ? (
          <ProgressBar label="Verifying" job={job} onCancel={() => cancel('verify')} />
        ) : job.state === 'failed' ? (
          <span className="verify-failed truncate" role="alert" title={job.message}>
            {job.message}
          </span>
        ) : null}
      </div>
      {running ? null : (
        <>
          <button
            type="button"
            className="button button-small button-primary"
            data-focus-home
            aria-disabled={disabled}
            title="Measures the plan, the uniform plans that fit its budgets, and the kept plans"
            onClick={() => {
              if (!disabled) void verify();
            }}
          >
            Measure these
          </button>
          <button
            type="button"
            className="button button-small"
            aria-disabled={disabled}
            title="Measures 8 plans along the trade-off curve: how far predictions can be trusted"
            onClick={() => {
              if (!disabled) void verifyCurve();
            }}
          >
            Measure the curve
          </button>
        </>
      )}
      <button
        type="button"
        className="button button-small"
        disabled={!hasPlan}
        title="Keeps the present plan for comparison"
        onClick={() => keepPlan()}
      >
        Keep plan
      </button>
    </>
  );
}
