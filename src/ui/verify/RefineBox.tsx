import type { RefineWay } from '../../core/plan/Refinement.ts';
import { heldQuestion, selectHeldPlan } from '../../store/heldPlan.ts';
import type { RefinementState } from '../../store/RefinementState.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { formatThree } from '../format/formatSi.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { errorText } from './verifyColumns.ts';

const WAYS: readonly { readonly ways: readonly RefineWay[]; readonly text: string; readonly note: string }[] =
  [
    {
      ways: ['neighbours'],
      text: 'Nearby budgets',
      note: 'Solves at budgets just below the limit and keeps what measures best',
    },
    {
      ways: ['swaps'],
      text: 'Swap search',
      note: 'Raises one group and lowers another; a swap stays only on a measured improvement',
    },
    {
      ways: ['context'],
      text: 'In context',
      note: 'Measures every layer again with the rest of the network at the plan, and solves again; up to 3 rounds',
    },
  ];

/** Searches for plans that measure better, and what came of the newest search. */
export function RefineBox({ disabled }: { readonly disabled: boolean }) {
  const refinement = useStudio(({ refinement: newest, decisions }) =>
    newest && newest.question === heldQuestion(decisions) ? newest : null,
  );
  const held = useStudio(selectHeldPlan);
  const how = useStudio((state) => state.decisions.heldPlan?.how ?? '');
  const running = useStudio(({ jobs }) => jobs.verify.state === 'running');
  const { refine, dropHeldPlan } = useActions();
  return (
    <section className="refine" aria-label="Refine by measurement">
      <h3>Refine by measurement</h3>
      <p className="refine-buttons">
        {WAYS.map(({ ways, text, note }) => (
          <button
            key={text}
            type="button"
            className="button button-small"
            disabled={disabled}
            title={note}
            onClick={() => refine(ways)}
          >
            {text}
          </button>
        ))}
      </p>
      {held ? (
        <p className="refine-held" role="status">
          <span>
            <strong>PLAN is refined</strong> ({how}), no longer the optimum of the scores: AQS +
            {formatPercent(held.gap)} (pred.).
          </span>
          <button type="button" className="button button-small" onClick={dropHeldPlan}>
            Back to the optimum
          </button>
        </p>
      ) : null}
      {refinement ? <Outcome refinement={refinement} running={running} /> : <WhatItDoes />}
    </section>
  );
}

function WhatItDoes() {
  return (
    <p className="muted refine-text">
      Tries other plans within the same budgets, and takes one only if it measures better on verification
      images that the search did not use. Never worse than it started.
    </p>
  );
}

function Outcome({
  refinement,
  running,
}: {
  readonly refinement: RefinementState;
  readonly running: boolean;
}) {
  const { result, tries, start } = refinement;
  return (
    <>
      {result ? (
        <p className="refine-text" role="status">
          {resultText(result, searchText(refinement))}
        </p>
      ) : (
        <p className="muted refine-text">
          {running
            ? `${tries.length} plans tried, ${tries.filter(({ accepted }) => accepted).length} better so far.`
            : 'The search was stopped: the plan is as it was.'}
        </p>
      )}
      {tries.length > 0 ? (
        <details className="refine-tries">
          <summary>
            {tries.length} plans tried on {searchText(refinement)}
          </summary>
          <ol>
            {start === null ? null : <li>{formatThree(start)} the plan it began with</li>}
            {tries.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end.
              <li key={index} className={line.accepted ? 'refine-accepted' : undefined}>
                {formatThree(line.damage)} {line.text} {line.accepted ? '· taken' : ''}
              </li>
            ))}
          </ol>
        </details>
      ) : null}
    </>
  );
}

function searchText({ searched }: RefinementState): string {
  return searched === null ? 'the calibration images' : `${searched} verification images`;
}

function resultText(
  { before, after, found, better, evaluations }: NonNullable<RefinementState['result']>,
  tried: string,
): string {
  const passes = `${evaluations} plans were tried on ${tried}`;
  const on = `on ${before.images} ${tried.includes('verification') ? 'other ' : ''}verification images`;
  if (!better)
    return found
      ? `${passes}. What measured better there did not ${on} (${formatThree(before.damage)} before, ${formatThree(after.damage)} after): the plan stays.`
      : `${passes}; none measured better: the plan stays.`;
  const share = before.damage > 0 ? 1 - after.damage / before.damage : 0;
  return `Before ${text(before)}, after ${text(after)} ${on}: ${formatPercent(share)} less. ${passes}.`;
}

function text({ damage, spread }: { readonly damage: number; readonly spread: number }): string {
  return `${formatThree(damage)} ± ${errorText(spread, damage)}`;
}
