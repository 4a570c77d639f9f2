import { type DragEvent, type MouseEvent, memo } from 'react';
import { selectGroupOfLayer } from '../../store/selectors/selectGroups.ts';
import { selectTrialGroups } from '../../store/selectors/selectLowering.ts';
import { rampColour } from '../colour/sensitivityColour.ts';
import { Icon } from '../controls/Icon.tsx';
import { MiddleName } from '../controls/MiddleName.tsx';
import { formatScore } from '../format/formatAqs.ts';
import { formatBytes } from '../format/formatBytes.ts';
import { useStudio, useStudioHandle } from '../StudioContext.tsx';
import type { GroupItem } from './GroupItem.ts';
import { shareText } from './shareText.ts';
import { useGroupItem } from './useGroupItem.ts';
import { usePulse } from './usePulse.ts';

export const ROW_HEIGHT = 26;

interface GroupRowProps {
  readonly id: string;
  readonly index: number;
  readonly active: boolean;
  readonly layers: readonly string[];
  readonly onActive: (index: number) => void;
  readonly onPinMenu: (id: string, anchor: Element) => void;
  readonly onMoveMenu: (id: string, anchor: Element) => void;
  readonly onDragRow: (layers: readonly string[] | null) => void;
  readonly onDragOverRow: (id: string) => boolean;
  readonly onDropRow: (id: string) => void;
}

/** One group: subscribes to its own item, so that a tick of the budget renders only the rows that changed. */
export const GroupRow = memo(function GroupRow(props: GroupRowProps) {
  const { id, index, active, layers, onActive, onPinMenu, onMoveMenu, onDragRow, onDragOverRow, onDropRow } =
    props;
  const item = useGroupItem(id);
  const hovered = useStudio(
    (state) => state.hover !== null && selectGroupOfLayer(state).get(state.hover)?.id === id,
  );
  const selected = useStudio((state) =>
    state.selection.some((layer) => selectGroupOfLayer(state).get(layer)?.id === id),
  );
  const tried = useStudio((state) => selectTrialGroups(state).includes(id));
  const distance = useStudio((state) => state.decisions.distance);
  const pulse = usePulse(item?.pair ?? null);
  const { store, actions } = useStudioHandle();
  if (!item) return null;
  const onClick = (event: MouseEvent) => {
    onActive(index);
    const { selection } = store.getState();
    if (!(event.ctrlKey || event.metaKey || event.shiftKey)) actions.select(layers);
    else if (selected) actions.select(selection.filter((layer) => !layers.includes(layer)));
    else actions.select([...selection, ...layers]);
  };
  const onDragOver = (event: DragEvent) => {
    if (!onDragOverRow(id)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
  };
  return (
    <tr
      id={`group-row-${item.order}`}
      className="group-row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-active={active || undefined}
      data-hovered={hovered || undefined}
      data-tried={tried || undefined}
      data-pair={item.pair ?? undefined}
      draggable
      onClick={onClick}
      onPointerEnter={() => actions.setHover(layers[0] ?? null)}
      onPointerLeave={() => actions.setHover(null)}
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', layers.join('\n'));
        onDragRow(selected ? store.getState().selection : layers);
      }}
      onDragEnd={() => onDragRow(null)}
      onDragOver={onDragOver}
      onDrop={(event) => {
        event.preventDefault();
        onDropRow(id);
      }}
    >
      <td aria-hidden="true">
        <span className="group-heat">
          {item.heat === null ? (
            <span className="group-heat-none" />
          ) : (
            <span style={{ height: `${20 + item.heat * 80}%`, background: rampColour(item.heat).fill }} />
          )}
        </span>
      </td>
      <td title={titleOf(item)}>
        <span className="group-name">
          <MiddleName name={item.label} />
          {item.layerCount > 1 ? (
            <span className="group-count" role="img" aria-label={`and ${item.layerCount - 1} more`}>
              {item.layerCount}
            </span>
          ) : null}
        </span>
      </td>
      <td>
        <button
          type="button"
          tabIndex={-1}
          className="group-pair"
          data-pulse={pulse}
          data-pinned={item.pinned || undefined}
          data-long={(item.pair?.length ?? 0) > 5 || undefined}
          aria-label={`${item.title}: ${item.pair ?? 'no pair yet'}${item.pinned ? ', pinned' : ''}; pin…`}
          title={item.pinned ? 'Pinned; click to change' : 'Click to pin a pair'}
          onClick={(event) => {
            event.stopPropagation();
            onPinMenu(id, event.currentTarget);
          }}
        >
          {item.pinned ? <Icon name="pin" /> : null}
          {item.pair ?? '–'}
        </button>
      </td>
      <td className="number" title={item.aqs === null ? 'not measured yet' : String(item.aqs)}>
        {formatScore(item.aqs, distance)}
      </td>
      <td className="number group-cost">{shareText(item.costShare)}</td>
      <td className="number group-size">{item.sizeBytes === null ? '–' : formatBytes(item.sizeBytes)}</td>
      <td>
        <button
          type="button"
          tabIndex={-1}
          className="group-more"
          aria-label={`Move ${item.title}`}
          title="Move to…"
          onClick={(event) => {
            event.stopPropagation();
            onMoveMenu(id, event.currentTarget);
          }}
        >
          <Icon name="more" />
        </button>
      </td>
    </tr>
  );
});

/** The full names, one a line. */
function titleOf(item: GroupItem): string {
  return item.layerCount > 1
    ? `${item.layerCount} layers at one pair:\n${item.title.replaceAll(' + ', '\n')}`
    : item.title;
}
