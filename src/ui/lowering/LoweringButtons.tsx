import {
  loweringImages,
  selectLoweringEvaluations,
  whyNotLower,
} from '../../store/selectors/selectLowering.ts';
import { ProgressBar } from '../controls/ProgressBar.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { estimateText } from './loweringTexts.ts';

/** Starts, pauses, steps and cancels the search; says how far it is, or how long it would be. */
export function LoweringButtons() {
  const phase = useStudio((state) => state.lowering?.phase ?? null);
  const pausing = useStudio((state) => state.lowering?.pausing ?? false);
  const job = useStudio((state) => state.jobs.verify);
  const why = useStudio(whyNotLower);
  const actions = useActions();
  const running = phase === 'running';
  const paused = phase === 'paused';
  const blocked = !running && why !== null;
  // One button under changing names, never `disabled`, so that the focus stays where the user pressed.
  return (
    <>
      <div className="verify-middle">
        {running && job.state === 'running' ? (
          <ProgressBar label="Lowering" job={job} onCancel={actions.cancelLowering} />
        ) : (
          <Estimate />
        )}
      </div>
      <button
        type="button"
        className={running ? 'button button-small' : 'button button-small button-primary'}
        data-focus-home
        aria-disabled={blocked || pausing}
        title={
          running
            ? 'After the plan that is being measured'
            : (why ?? 'Measures plan after plan until the search is through')
        }
        onClick={() => {
          if (blocked || pausing) return;
          if (running) actions.pauseLowering();
          else if (paused) void actions.continueLowering();
          else void actions.startLowering();
        }}
      >
        {pausing ? 'Pausing…' : running ? 'Pause' : paused ? 'Continue' : 'Start'}
      </button>
      <button
        type="button"
        className="button button-small"
        aria-disabled={blocked || running}
        title={running ? 'A plan is being measured' : (why ?? 'Measures one plan and pauses')}
        onClick={() => {
          if (!blocked && !running) void actions.stepLowering();
        }}
      >
        Step
      </button>
      {paused ? (
        <button
          type="button"
          className="button button-small"
          title="Ends the search with what it found so far"
          onClick={actions.cancelLowering}
        >
          Cancel
        </button>
      ) : null}
    </>
  );
}

function Estimate() {
  const why = useStudio(whyNotLower);
  const hasData = useStudio((state) => state.verificationData !== null);
  const plans = useStudio(selectLoweringEvaluations);
  const images = useStudio(loweringImages);
  const settings = useStudio((state) => state.loweringSettings);
  const paused = useStudio((state) => (state.lowering?.phase === 'paused' ? state.lowering : null));
  // Missing data have a line of their own.
  const text =
    why && hasData
      ? why
      : paused
        ? `paused, at most ${paused.left} more ${paused.left === 1 ? 'plan' : 'plans'}`
        : estimateText(plans, images, settings);
  return (
    <span className="lowering-estimate truncate muted" title={text}>
      {text}
    </span>
  );
}
