import { memo } from 'react';
import type { CostName } from '../../core/plan/Program.ts';
import type { Distance } from '../../core/sensitivity/AqsTable.ts';
import { logShare } from '../charts/logShare.ts';
import { rampColour, rampPosition, type SensitivityScale } from '../colour/sensitivityColour.ts';
import { Icon } from '../controls/Icon.tsx';
import { formatScore, formatSpread } from '../format/formatAqs.ts';
import { COST_UNIT, formatCost } from '../format/formatCost.ts';
import { formatTick } from '../format/formatSi.ts';
import { type PairRow, pairAxis } from './pairRows.ts';

interface PairChartProps {
  readonly rows: readonly PairRow[];
  readonly cost: CostName;
  readonly distance: Distance;
  readonly scale: SensitivityScale | null;
  /** Pair in the plan. */
  readonly current: string | null;
  readonly pinned: string | null;
  readonly onPin: (key: string | null) => void;
}

/** AQS at every pair as bars on a log axis with the spread of the halves; a click on a row pins that pair. */
export const PairChart = memo(function PairChart({
  rows,
  cost,
  distance,
  scale,
  current,
  pinned,
  onPin,
}: PairChartProps) {
  const axis = pairAxis(rows);
  const axisText = (score: number) =>
    distance === 'sqnr' ? formatScore(score, distance) : formatTick(score);
  const share = (value: number) => logShare(value, axis[0], axis[1]);
  const paint = (score: number) =>
    scale
      ? rampColour(rampPosition(scale, distance === 'sqnr' ? 10 * Math.log10(score) : score)).fill
      : 'var(--bar)';
  return (
    <div
      className="pairs"
      role="radiogroup"
      aria-label="Pair of the group: AQS and cost; choosing one pins it"
    >
      {rows.map((row, index) => {
        const isPinned = pinned === row.key;
        const isCurrent = current === row.key;
        const facts = `${row.key}: AQS ${formatScore(row.aqs, distance)}${row.halves ? ` ${formatSpread(row.halves)} between halves` : ''}${row.repaired ? ', lowered by the monotone repair to the score of a narrower pair' : ''}`;
        return (
          // biome-ignore lint/a11y/useSemanticElements: a row with a chart in it, which an <input> cannot hold.
          <button
            key={row.key}
            type="button"
            role="radio"
            aria-checked={isPinned}
            className="pair-row"
            data-current={isCurrent || undefined}
            title={`${facts}\n${isPinned ? 'Pinned: click takes the pin off' : 'Click pins this pair'}`}
            onClick={() => onPin(isPinned ? null : row.key)}
          >
            <span className="pair-digit">{index < 9 ? index + 1 : ''}</span>
            <span className="pair-key">{row.key}</span>
            <span className="pair-bar" aria-hidden="true">
              {row.aqs !== null ? (
                <span
                  className="pair-fill"
                  style={{ width: `${Math.max(0.6, share(row.aqs) * 100)}%`, background: paint(row.aqs) }}
                />
              ) : (
                <span className="pair-none" />
              )}
              {row.halves ? (
                <span
                  className="pair-whisker"
                  style={{
                    left: `${share(Math.min(...row.halves)) * 100}%`,
                    width: `${Math.abs(share(row.halves[1]) - share(row.halves[0])) * 100}%`,
                  }}
                />
              ) : null}
            </span>
            <span className="number">
              {row.repaired ? <span className="pair-repaired">⌃</span> : null}
              {formatScore(row.aqs, distance)}
            </span>
            <span className="number muted">
              {row.cost === null ? '–' : formatCost(cost, row.cost).replace(COST_UNIT[cost], '')}
            </span>
            <span className="pair-pin">{isPinned ? <Icon name="pin" /> : null}</span>
          </button>
        );
      })}
      <div className="pair-axis" aria-hidden="true">
        <span className="pair-ends">
          <span>{axisText(axis[0])}</span>
          <span>log</span>
          <span>{axisText(axis[1])}</span>
        </span>
        <span className="number">{distance === 'sqnr' ? 'SQNR' : 'AQS'}</span>
        <span className="number">{COST_UNIT[cost]}</span>
      </div>
    </div>
  );
});
