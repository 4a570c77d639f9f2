import { memo } from 'react';
import { conversionText } from '../../core/cost/latencyOvershoot.ts';
import { selectIsPlanBefore } from '../../store/selectors/selectIsPlanBefore.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';
import { selectProfile } from '../../store/selectors/selectProfile.ts';
import { selectTotals, type TotalsRow } from '../../store/selectors/selectTotals.ts';
import { CopyNumber } from '../controls/CopyNumber.tsx';
import { aqsColumn } from '../format/aqsWords.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { formatBytes } from '../format/formatBytes.ts';
import { formatCost } from '../format/formatCost.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { useAqsWords } from '../format/useAqsWords.ts';
import { latencyTrust } from '../profile/latencyTrust.ts';
import { useStudio } from '../StudioContext.tsx';
import { PeakCell } from './PeakCell.tsx';

/** One row; its values come one by one so that an unchanged row is not rendered again. */
const TotalsLine = memo(function TotalsLine({
  unsourced,
  isBefore,
  ...row
}: TotalsRow & { unsourced: boolean; isBefore: boolean }) {
  return (
    <tr
      className={
        row.id === 'plan'
          ? `totals-plan${isBefore ? ' totals-before' : ''}`
          : row.runs
            ? undefined
            : 'totals-off'
      }
      title={row.runs ? undefined : 'The profile cannot run this pair on every layer; for comparison only.'}
    >
      <th scope="row">
        {row.id === 'plan' ? 'PLAN' : row.id}
        {isBefore ? <span className="hidden-visually"> from before</span> : null}
        {row.runs ? null : <span className="hidden-visually"> (not on this hardware)</span>}
      </th>
      <td>
        <CopyNumber text={formatCost('bops', row.gbops)} value={row.gbops * 1e9} />
      </td>
      <td>
        <CopyNumber text={formatBytes(row.sizeBytes)} value={row.sizeBytes} />
      </td>
      <td title={conversionText(row, (ms) => formatCost('latency', ms)) ?? undefined}>
        {row.latencyMs === null ? (
          '–'
        ) : (
          <CopyNumber
            text={formatCost('latency', row.latencyMs)}
            value={row.latencyMs}
            {...(unsourced ? { className: 'unsourced' } : {})}
          />
        )}
      </td>
      <PeakCell bytes={row.activationBytes} isPlan={row.id === 'plan'} />
      <td>
        {row.sensitivity === null || isBefore ? (
          '–'
        ) : (
          <CopyNumber text={formatAqs(row.sensitivity)} value={row.sensitivity} />
        )}
      </td>
    </tr>
  );
});

/** Float, uniform plans and the plan side by side. */
export function TotalsTable() {
  const rows = useStudio(selectTotals);
  const isBefore = useStudio(selectIsPlanBefore);
  const eight = rows.find((row) => row.id === '8/8');
  const plan = rows.find((row) => row.id === 'plan');
  const { amber, notes } = latencyTrust(useStudio(selectProfile), useStudio(selectLayers));
  const { title, note } = aqsColumn(useAqsWords());
  const hasLatency = rows.some((row) => row.latencyMs !== null);
  if (rows.length === 0) return null;
  return (
    <table className="totals">
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-visually">plan</span>
          </th>
          <th scope="col">BOPS</th>
          <th scope="col">size</th>
          <th
            scope="col"
            className={amber && hasLatency ? 'unsourced' : undefined}
            title={
              hasLatency ? ['Predicted by the profile’s latency model.', ...notes].join('\n') : undefined
            }
          >
            latency
          </th>
          <th scope="col" title="Largest sum of live activations over the order of execution">
            peak act.
          </th>
          <th scope="col" title={note}>
            {title}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <TotalsLine key={row.id} {...row} unsourced={amber} isBefore={isBefore && row.id === 'plan'} />
        ))}
        {plan && eight ? (
          <tr className="totals-against">
            <th scope="row">vs 8/8</th>
            <td>{change(plan.gbops, eight.gbops)}</td>
            <td>{change(plan.sizeBytes, eight.sizeBytes)}</td>
            <td>
              {hasLatency && plan.latencyMs !== null && eight.latencyMs
                ? change(plan.latencyMs, eight.latencyMs)
                : '–'}
            </td>
            <td>{change(plan.activationBytes, eight.activationBytes)}</td>
            <td>
              {plan.sensitivity !== null && eight.sensitivity && !isBefore
                ? `× ${formatAqs(plan.sensitivity / eight.sensitivity)}`
                : '–'}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

function change(value: number, reference: number): string {
  const share = value / reference - 1;
  return share > 0 ? `+${formatPercent(share)}` : formatPercent(share);
}
