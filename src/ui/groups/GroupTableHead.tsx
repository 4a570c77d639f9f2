import { Icon } from '../controls/Icon.tsx';
import { nextSort, type Sort, type SortColumn } from './sortGroups.ts';

const COLUMNS: readonly { column: SortColumn; text: string; title: string; className: string }[] = [
  { column: 'title', text: 'Group', title: 'Layers that run at one pair', className: '' },
  {
    column: 'pair',
    text: 'w / a',
    title: 'Weight bits / input activation bits in the plan',
    className: 'head-pair',
  },
  {
    column: 'aqs',
    text: 'AQS',
    title: 'Sensitivity at that pair; the bar shows its most sensitive layer on the colour scale',
    className: 'number',
  },
  {
    column: 'costShare',
    text: 'cost',
    title: 'Share of the plan’s main cost',
    className: 'number group-cost',
  },
  {
    column: 'sizeBytes',
    text: 'size',
    title: 'Weights and biases at that pair',
    className: 'number group-size',
  },
];

interface GroupTableHeadProps {
  readonly sort: Sort;
  readonly onSort: (sort: Sort) => void;
}

/** Columns of the table of groups; a click on a head sorts. */
export function GroupTableHead({ sort, onSort }: GroupTableHeadProps) {
  return (
    <>
      <colgroup>
        <col className="col-heat" />
        <col />
        <col className="col-pair" />
        <col className="col-aqs" />
        <col className="col-cost group-cost" />
        <col className="col-size group-size" />
        <col className="col-more" />
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          <th scope="col">
            <button
              type="button"
              tabIndex={-1}
              className="column-head"
              title="Pinned first"
              aria-label="Sort pinned first"
              onClick={() => onSort(nextSort(sort, 'pinned'))}
            >
              <Icon name="pin" />
            </button>
          </th>
          {COLUMNS.map(({ column, text, title, className }) => (
            <th
              key={column}
              scope="col"
              className={className}
              aria-sort={sort.column !== column ? undefined : sort.descending ? 'descending' : 'ascending'}
            >
              <button
                type="button"
                tabIndex={-1}
                className="column-head"
                title={`${title}; click sorts`}
                onClick={() => onSort(nextSort(sort, column))}
              >
                {text}
                {sort.column === column ? (sort.descending ? ' ↓' : ' ↑') : ''}
              </button>
            </th>
          ))}
          <th scope="col">
            <span className="hidden-visually">Move</span>
          </th>
        </tr>
      </thead>
    </>
  );
}
