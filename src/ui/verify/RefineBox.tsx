import type { RefineWay } from '../../core/plan/Refinement.ts';
import { heldQuestion, selectHeldPlan } from '../../store/heldPlan.ts';
import type { RefinementState } from '../../store/RefinementState.ts';
import { selectDamageUnit } from '../../store/selectors/selectDamageUnit.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { formatThree } from '../format/formatSi.ts';
import { useAqsWords } from '../format/useAqsWords.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { plansText, refinedText, searchText } from './refineTexts.ts';

const WAYS: readonly { readonly ways: readonly RefineWay[]; readonly text: string; readonly note: string }[] =
  [
    {
      ways: ['neighbours'],
      text: 'Nearby budgets',
      note: 'Solves at budgets just below the limit, and with other scores of the output that are measured; keeps what measures best',
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
  const { mark } = useAqsWords();
  const { refine, dropHeldPlan } = useActions();
  return (
    <section className="refine" aria-label="Refine by measurement">
      <h3>Refine by measurement</h3>
      <p className="refine-buttons">
        {WAYS.map(({ ways, text, note }, index) => (
          <button
            key={text}
            type="button"
            className="button button-small"
            data-focus-home={index === 0 || undefined}
            aria-disabled={disabled}
            title={note}
            onClick={() => {
              if (!disabled) void refine(ways);
            }}
          >
            {text}
          </button>
        ))}
      </p>
      {held ? (
        <p className="refine-held" role="status">
          <span>
            <strong>PLAN was found by measurement</strong> ({how}), no longer the optimum of the scores: AQS +
            {formatPercent(held.gap)}
            {mark}.
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
  const unit = useStudio(selectDamageUnit);
  return (
    <>
      {result ? (
        <p className="refine-text" role="status">
          {refinedText(refinement, unit)}
        </p>
      ) : (
        <p className="muted refine-text">
          {running
            ? `${plansText(tries.length)} tried, ${tries.filter(({ accepted }) => accepted).length} better so far.`
            : 'The search was stopped: the plan is as it was.'}
        </p>
      )}
      {tries.length > 0 ? (
        <details className="refine-tries">
          <summary>
            {plansText(tries.length)} tried on {searchText(refinement)} ({unit})
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
