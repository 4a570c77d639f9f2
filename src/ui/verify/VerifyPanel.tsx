import { errorNote, errorWords } from '../format/errorNote.ts';
import { useStudio } from '../StudioContext.tsx';
import { MeasuringPanel } from './MeasuringPanel.tsx';
import { RefineBox } from './RefineBox.tsx';
import { VerifyHead } from './VerifyHead.tsx';
import { VerifyTable } from './VerifyTable.tsx';

interface VerifyPanelProps {
  readonly onClose: () => void;
  readonly onData: () => void;
}

/** Predicted beside measured: plans compared, the way to measure them, and refinement. */
export function VerifyPanel({ onClose, onData }: VerifyPanelProps) {
  const ready = useStudio(({ plan, verificationData }) => plan !== null && verificationData !== null);
  const busy = useStudio(({ jobs }) =>
    (['open', 'data', 'measure', 'verify'] as const).some((kind) => jobs[kind].state === 'running'),
  );
  const hasPlan = useStudio((state) => state.plan !== null);
  const measured = useStudio((state) => state.verified.length > 0);
  const disabled = !ready || busy;
  return (
    <MeasuringPanel
      title="Verification"
      onClose={onClose}
      onData={onData}
      head={<VerifyHead disabled={disabled} />}
    >
      <div className="verify-body">
        <div className="verify-scroll">
          {hasPlan ? (
            <>
              <VerifyTable />
              {measured ? (
                <p className="muted verify-note" title={errorNote}>
                  {errorWords}; ◆ the best of its column
                </p>
              ) : null}
            </>
          ) : (
            <p className="empty">There is a plan to verify once every layer is measured.</p>
          )}
        </div>
        <RefineBox disabled={disabled} />
      </div>
    </MeasuringPanel>
  );
}
