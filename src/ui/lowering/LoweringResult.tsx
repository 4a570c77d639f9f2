import { pairsOfChoice } from '../../core/plan/choiceOfPairs.ts';
import type { LoweringState } from '../../store/LoweringState.ts';
import { selectDamageUnit } from '../../store/selectors/selectDamageUnit.ts';
import { planKey } from '../../store/VerifiedPlan.ts';
import { errorNote, errorWords } from '../format/errorNote.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { gapText, noiseText, pointText, resultText } from './loweringTexts.ts';

/** Where the search stands or how it ended, and what may be done with its plan. */
export function LoweringResult({ onVerify }: { readonly onVerify: () => void }) {
  const lowering = useStudio((state) => state.lowering);
  const { previewLowering } = useActions();
  return (
    <section className="refine lowering-result" aria-label="Result of the search">
      <h3>{titleOf(lowering)}</h3>
      {lowering?.note ? (
        <p className="lowering-problem" role="status">
          {lowering.note}
        </p>
      ) : null}
      {lowering?.isAside && !lowering.used && lowering.present ? (
        <p className="refine-buttons">
          <button
            type="button"
            className="button button-small"
            title="Graph and table show the bits of the search; the plan in force stays as it is"
            onClick={() => previewLowering(true)}
          >
            Show in the graph
          </button>
        </p>
      ) : null}
      {!lowering ? (
        <p className="muted refine-text">
          The plan in force stays until you use what was found. It shows in the graph while the search is
          under way.
        </p>
      ) : lowering.outcome ? (
        <Outcome lowering={lowering} onVerify={onVerify} />
      ) : (
        <Standing lowering={lowering} />
      )}
      {lowering && lowering.lines.length > 0 ? (
        <p className="muted refine-text" title={errorNote}>
          {errorWords}.
        </p>
      ) : null}
    </section>
  );
}

function titleOf(lowering: LoweringState | null): string {
  if (!lowering) return 'Result';
  if (lowering.phase === 'running') return lowering.pausing ? 'Pausing' : 'Running';
  if (lowering.phase === 'paused') return 'Paused';
  if (!lowering.outcome?.holds) return 'Nothing found';
  return lowering.phase === 'stopped' ? 'Stopped: the plan so far' : 'Found';
}

function Standing({ lowering }: { readonly lowering: LoweringState }) {
  const { present, evaluations, lines, criterion, phase, settings } = lowering;
  const { discardLowering } = useActions();
  const undone = lines.filter(({ outcome }) => outcome === 'undone').length;
  const accepted = lines.filter(({ outcome }) => outcome === 'accepted').length;
  const words = settings.search === 'steps' ? ['accepted', 'undone'] : ['kept it', 'broke it'];
  return (
    <>
      <p className="refine-text">
        {evaluations} {evaluations === 1 ? 'plan' : 'plans'} measured
        {accepted + undone > 0 ? `: ${accepted} ${words[0]}, ${undone} ${words[1]}` : ''}.
      </p>
      {present ? (
        <p className="refine-text">
          Plan so far: {pointText(criterion.kind, present)}, {present.holds ? 'keeps' : 'does not keep'} the
          criterion.
        </p>
      ) : null}
      {phase === 'stopped' || phase === 'done' ? (
        <p className="refine-buttons">
          <button type="button" className="button button-small" onClick={discardLowering}>
            Discard
          </button>
        </p>
      ) : (
        <p className="muted refine-text">
          {lowering.isAside ? 'Its preview was left; ' : 'The graph and the table show its bits; '}
          the plan in force is unchanged.
        </p>
      )}
    </>
  );
}

function Outcome({
  lowering,
  onVerify,
}: {
  readonly lowering: LoweringState;
  readonly onVerify: () => void;
}) {
  const outcome = lowering.outcome!;
  const { takeLowered, discardLowering } = useActions();
  const isPlan = useStudio(({ plan }) => {
    const points = [outcome, ...(outcome.optimum ? [outcome.optimum] : [])];
    const keys = points.map(({ choice }) => planKey(pairsOfChoice(lowering.program, choice)));
    return plan !== null && keys.includes(planKey(plan.pairs));
  });
  const available = useStudio((state) => state.verificationData?.count ?? 0);
  const busy = useStudio(({ jobs }) => jobs.verify.state === 'running');
  const unit = useStudio(selectDamageUnit);
  const gap = gapText(lowering, outcome);
  const noise = noiseText(lowering, outcome);
  const smallest = lowering.settings.search === 'smallest';
  const taken = isPlan && lowering.used;
  const title = smallest
    ? 'Sets the budget to this plan’s cost; undo goes back'
    : 'Makes it the plan, with the budget at its cost; undo goes back';
  return (
    <>
      <p className="refine-text" role="status">
        {outcome.holds ? (
          <>
            Keeps <strong>{resultText(lowering, outcome, unit)}</strong>.
          </>
        ) : (
          outcome.text
        )}
      </p>
      {outcome.holds && smallest ? (
        <p className="refine-text">
          {outcome.monotone
            ? 'Every plan measured below this budget breaks it.'
            : 'A dearer plan broke the criterion, so it is not monotone here: a still cheaper plan may keep it.'}
        </p>
      ) : null}
      {outcome.holds && gap ? <p className="refine-text">{gap}</p> : null}
      {noise ? <p className="lowering-problem">{noise}</p> : null}
      <p className="refine-buttons">
        {taken ? <span className="chip">It is the plan</span> : null}
        {outcome.holds ? (
          <button
            type="button"
            className="button button-small button-primary"
            aria-disabled={taken && busy}
            title={taken ? 'Measures it on all verification images, beside float and uniform plans' : title}
            onClick={() => {
              if (!taken) takeLowered();
              else if (!busy) onVerify();
            }}
          >
            {taken ? 'Verify it' : smallest ? 'Use this budget' : 'Use this plan'}
          </button>
        ) : null}
        {outcome.optimum?.holds && !taken ? (
          <button
            type="button"
            className="button button-small"
            title="The exact optimum of AQS at the same cost, which was measured too and keeps the criterion; undo goes back"
            onClick={() => takeLowered('optimum')}
          >
            Use the ILP’s plan
          </button>
        ) : null}
        <button type="button" className="button button-small" onClick={discardLowering}>
          Discard
        </button>
      </p>
      {outcome.holds && lowering.images < available ? (
        <p className="muted refine-text">
          Measured on {lowering.images} of {available} verification images; Verify measures it on all of them.
        </p>
      ) : null}
    </>
  );
}
