import { Icon } from '../controls/Icon.tsx';
import { ProgressBar } from '../controls/ProgressBar.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { InteractionChip } from './InteractionChip.tsx';
import { RefineBox } from './RefineBox.tsx';
import { TrustChip } from './TrustChip.tsx';
import { VerificationChips } from './VerificationChips.tsx';
import { VerifyTable } from './VerifyTable.tsx';
import './verify.css';

interface VerifyPanelProps {
  readonly onClose: () => void;
  readonly onData: () => void;
}

/** Predicted beside measured: plans compared, the way to measure them, and refinement. */
export function VerifyPanel({ onClose, onData }: VerifyPanelProps) {
  const job = useStudio((state) => state.jobs.verify);
  const ready = useStudio(({ plan, verificationData }) => plan !== null && verificationData !== null);
  const busy = useStudio(({ jobs }) =>
    (['open', 'data', 'measure', 'verify'] as const).some((kind) => jobs[kind].state === 'running'),
  );
  const hasPlan = useStudio((state) => state.plan !== null);
  const { verify, verifyCurve, keepPlan, cancel } = useActions();
  const disabled = !ready || busy;
  return (
    <section className="verify" aria-label="Verification">
      <header className="verify-head">
        <h2>Verification</h2>
        <VerificationChips onData={onData} />
        {job.state === 'running' ? null : (
          <>
            <TrustChip />
            <InteractionChip />
          </>
        )}
        <div className="verify-middle">
          {job.state === 'running' ? (
            <ProgressBar label="Verifying" job={job} onCancel={() => cancel('verify')} />
          ) : job.state === 'failed' ? (
            <span className="verify-failed truncate" role="alert" title={job.message}>
              {job.message}
            </span>
          ) : null}
        </div>
        {job.state === 'running' ? null : (
          <>
            <button
              type="button"
              className="button button-small button-primary"
              disabled={disabled}
              title="Measures the plan, the uniform plans that fit its budgets, and the kept plans"
              onClick={() => verify()}
            >
              Measure these
            </button>
            <button
              type="button"
              className="button button-small"
              disabled={disabled}
              title="Measures 8 plans along the trade-off curve: how far predictions can be trusted"
              onClick={() => verifyCurve()}
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
        <button
          type="button"
          className="button button-quiet button-icon button-small"
          aria-label="Close verification"
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      <div className="verify-body">
        <div className="verify-scroll">
          {hasPlan ? (
            <VerifyTable />
          ) : (
            <p className="empty">There is a plan to verify once every layer is measured.</p>
          )}
        </div>
        <RefineBox disabled={disabled} />
      </div>
    </section>
  );
}
