import { useMemo } from 'react';
import { selectVerifyRows, type VerifyRow } from '../../store/selectors/selectVerifyRows.ts';
import { CopyNumber } from '../controls/CopyNumber.tsx';
import { Icon } from '../controls/Icon.tsx';
import { errorNote } from '../format/errorNote.ts';
import { useAqsWords } from '../format/useAqsWords.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { KeptName } from './KeptName.tsx';
import { bestOf, type VerifyColumn, verifyColumns } from './verifyColumns.ts';

/** Float, the plan, uniform plans that fit its budgets and kept plans: what is predicted of each beside what it measured. */
export function VerifyTable() {
  const rows = useStudio(selectVerifyRows);
  const cost = useStudio((state) => state.decisions.mainBudget);
  const { unit, mark } = useAqsWords();
  const columns = useMemo(() => verifyColumns(rows, cost, { unit, mark }), [rows, cost, unit, mark]);
  const best = useMemo(
    () => new Map(columns.map((column) => [column.id, bestOf(column, rows)])),
    [columns, rows],
  );
  return (
    <table className="verify-table">
      <caption className="hidden-visually">Plans: predicted beside measured</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="hidden-visually">plan</span>
          </th>
          {columns.map((column) => (
            <th key={column.id} scope="col" title={column.note}>
              {column.title}
            </th>
          ))}
          <th scope="col">
            <span className="hidden-visually">actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Line key={`${row.kind} ${row.id}`} row={row} columns={columns} best={best} />
        ))}
      </tbody>
    </table>
  );
}

interface LineProps {
  readonly row: VerifyRow;
  readonly columns: readonly VerifyColumn[];
  readonly best: ReadonlyMap<string, ReadonlySet<string>>;
}

function Line({ row, columns, best }: LineProps) {
  const { removeKept } = useActions();
  const measuredColumns = columns.filter((column) => column.measured).length;
  const firstMeasured = columns.find((column) => column.measured)?.id;
  return (
    <tr className={lineClass(row)} title={titleOf(row)}>
      <th scope="row">
        <RowName row={row} />
      </th>
      {columns.map((column) => {
        const cell = column.cell(row);
        if (!cell && column.measured && !row.measured && row.kind !== 'float')
          return column.id === firstMeasured ? (
            <td key={column.id} colSpan={measuredColumns} className="verify-open">
              not measured yet
            </td>
          ) : null;
        const isBest = best.get(column.id)?.has(row.id) && row.kind !== 'float';
        return (
          <td key={column.id} className={isBest ? 'verify-best' : undefined}>
            {isBest ? (
              <>
                <span aria-hidden="true" className="verify-mark">
                  ◆
                </span>
                <span className="hidden-visually">best: </span>
              </>
            ) : null}
            {cell ? <CopyNumber text={cell.text} value={cell.value} /> : '–'}
            {cell?.error ? (
              <span className="verify-error" title={errorNote}>
                {' '}
                ± {cell.error}
              </span>
            ) : null}
          </td>
        );
      })}
      <td>
        {row.kind === 'kept' ? (
          <button
            type="button"
            className="button button-quiet button-icon button-small"
            aria-label={`Remove ${row.label}`}
            title="Remove from the comparison"
            onClick={() => removeKept(row.id)}
          >
            <Icon name="close" />
          </button>
        ) : null}
      </td>
    </tr>
  );
}

function RowName({ row }: { readonly row: VerifyRow }) {
  const { measured, stale } = row;
  return (
    <span className="verify-name">
      {row.kind === 'uniform' ? (
        <span>
          uniform {row.label}
          {row.exact ? '' : ' *'}
        </span>
      ) : row.kind === 'kept' ? (
        <KeptName id={row.id} name={row.label} />
      ) : (
        <span>{row.label}</span>
      )}
      {stale ? <span className="chip chip-amber">{measured?.file ? 'from file' : 'stale'}</span> : null}
    </span>
  );
}

function lineClass({ kind, stale }: VerifyRow): string | undefined {
  if (kind === 'plan') return stale ? 'verify-plan verify-stale' : 'verify-plan';
  return stale ? 'verify-stale' : undefined;
}

function titleOf({ kind, measured, stale, exact }: VerifyRow): string | undefined {
  const notes: string[] = [];
  if (kind === 'uniform' && !exact)
    notes.push('* Pinned groups, and layers that cannot run this pair, take another.');
  if (stale && measured)
    notes.push(
      measured.file
        ? `Measured elsewhere, on ${measured.data.count} of ${measured.data.name}; the numbers come with ${measured.file}.`
        : 'Measured with other data or quantizer settings than the present ones; verify again.',
    );
  return notes.length > 0 ? notes.join('\n') : undefined;
}
