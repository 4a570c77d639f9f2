import { useEffect, useRef } from 'react';
import { pairKey } from '../../core/profile/Pair.ts';
import type { LoweringLine, LoweringState } from '../../store/LoweringState.ts';
import { CopyNumber } from '../controls/CopyNumber.tsx';
import { MiddleName } from '../controls/MiddleName.tsx';
import { errorNote } from '../format/errorNote.ts';
import { COST_WORD, costFormat } from '../format/formatCost.ts';
import { formatSi } from '../format/formatSi.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { limitText, lineTitle, outcomeText, pointText, spokenLine } from './loweringTexts.ts';

/** Every measured plan in its order, the newest in view. */
export function LoweringList() {
  const lowering = useStudio((state) => state.lowering);
  const end = useRef<HTMLTableSectionElement>(null);
  // Whoever scrolled up to read is left alone.
  const follows = useRef(true);
  const count = lowering?.lines.length ?? 0;
  const trying = lowering?.trying ?? null;
  useEffect(() => {
    const box = end.current?.closest('.lowering-scroll');
    if (!box) return;
    const onScroll = () => {
      follows.current = box.scrollHeight - box.scrollTop - box.clientHeight < 40;
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => box.removeEventListener('scroll', onScroll);
  }, []);
  useEffect(() => {
    const box = end.current?.closest('.lowering-scroll');
    if (box && follows.current && (count > 0 || trying)) box.scrollTop = box.scrollHeight;
  }, [count, trying]);
  if (!lowering) return null;
  const { settings, criterion, cost, lines } = lowering;
  const steps = settings.search === 'steps';
  const newest = lines.at(-1);
  const costText = costFormat(
    cost,
    lines.map(({ total }) => total),
  );
  return (
    <>
      <p className="hidden-visually" role="status" aria-live="polite">
        {newest ? `Plan ${lines.length}: ${spokenLine(newest, lowering)}` : ''}
      </p>
      <table className="verify-table lowering-table">
        <caption className="hidden-visually">Measured plans of the search</caption>
        <thead>
          <tr>
            <th scope="col" title="Number of the plan">
              #
            </th>
            <th scope="col">{steps ? 'group' : 'budget'}</th>
            {steps ? (
              <>
                <th scope="col">pair</th>
                <th
                  scope="col"
                  title={`log(MAC + 1) / step AQS of the group: the ${settings.direction === 'lower' ? 'highest is lowered' : 'lowest is raised'} first`}
                >
                  quality
                </th>
              </>
            ) : null}
            <th scope="col" title={`By forward passes over the verification images. ${errorNote}`}>
              measured ({limitText(criterion)})
            </th>
            <th scope="col">{COST_WORD[cost]}</th>
            <th scope="col">result</th>
          </tr>
        </thead>
        <tbody ref={end}>
          {lines.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines are only ever added at the end.
            <Line key={index} number={index + 1} line={line} lowering={lowering} costText={costText} />
          ))}
          {trying ? <Trying lowering={lowering} groups={trying.groups} /> : null}
        </tbody>
      </table>
    </>
  );
}

interface LineProps {
  /** Of the plan, from 1: as many have been measured so far. */
  readonly number: number;
  readonly line: LoweringLine;
  readonly lowering: LoweringState;
  readonly costText: (total: number) => string;
}

function Line({ number, line, lowering, costText }: LineProps) {
  const { criterion, settings } = lowering;
  const { move, total, holds } = line;
  const steps = settings.search === 'steps';
  return (
    <tr className={holds ? undefined : 'lowering-broken'}>
      <td>{number}</td>
      <th scope="row">
        {move ? (
          <GroupName id={move.group} lowering={lowering} before={line.prefix} />
        ) : (
          <span>{lineTitle(line, lowering)}</span>
        )}
      </th>
      {steps ? (
        <>
          <td>{move ? `${pairKey(move.from)} → ${pairKey(move.to)}` : ''}</td>
          <td>{move ? <CopyNumber text={formatSi(move.quality, '')} value={move.quality} /> : ''}</td>
        </>
      ) : null}
      <td>
        <CopyNumber text={pointText(criterion.kind, line)} value={line.value} />
      </td>
      <td>
        <CopyNumber text={costText(total)} value={total} />
      </td>
      <td className="lowering-outcome">
        <span aria-hidden="true">{holds ? '✓' : '✕'}</span> {outcomeText(line, settings)}
      </td>
    </tr>
  );
}

interface GroupNameProps {
  readonly id: string;
  readonly lowering: LoweringState;
  readonly before?: number | undefined;
}

/** A group's name; selects its layers, and lights them while the pointer is on it. */
function GroupName({ id, lowering, before }: GroupNameProps) {
  const { select, setHover } = useActions();
  const layers = lowering.program.groups.find((group) => group.id === id)?.layers ?? [];
  const [first = id] = layers;
  const more = layers.length > 1 ? ` + ${layers.length - 1}` : '';
  return (
    <span className="lowering-group">
      {before === undefined ? null : <span className="muted">{before} steps, to</span>}
      <button
        type="button"
        className="layer-link lowering-name"
        title={layers.join('\n')}
        onClick={() => select(layers)}
        onPointerEnter={() => setHover(first)}
        onPointerLeave={() => setHover(null)}
      >
        <MiddleName name={first} />
        <span className="lowering-more">{more}</span>
      </button>
    </span>
  );
}

function Trying({
  lowering,
  groups,
}: {
  readonly lowering: LoweringState;
  readonly groups: readonly string[];
}) {
  const { settings, lines, present, trying, program } = lowering;
  const steps = settings.search === 'steps';
  const [id] = groups;
  const at = program.groups.findIndex((group) => group.id === id);
  const pairAt = (choice: readonly number[] | undefined): string => {
    const option = choice && program.groups[at]?.options[choice[at]!];
    return option ? pairKey(option) : '';
  };
  return (
    <tr className="lowering-trying">
      <td>{lines.length + 1}</td>
      <th scope="row">
        {id !== undefined && groups.length === 1 ? (
          <GroupName id={id} lowering={lowering} />
        ) : trying?.optimum ? (
          'the ILP’s plan at the same cost'
        ) : groups.length > 1 ? (
          `${groups.length} groups at once`
        ) : lines.length === 0 ? (
          'the start'
        ) : (
          'the next plan'
        )}
      </th>
      {steps ? (
        <>
          <td>{groups.length === 1 ? `${pairAt(present?.choice)} → ${pairAt(trying?.choice)}` : ''}</td>
          <td />
        </>
      ) : null}
      <td colSpan={3} className="verify-open">
        measuring…
      </td>
    </tr>
  );
}
