import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { Dialog, Popover } from 'react-aria-components';
import { selectGroupById, selectGroups } from '../../store/selectors/selectGroups.ts';
import { useActions, useStudio } from '../StudioContext.tsx';
import { GroupRow, ROW_HEIGHT } from './GroupRow.tsx';
import { GroupTableHead } from './GroupTableHead.tsx';
import { MovePanel } from './MovePanel.tsx';
import { PinMenu } from './PinMenu.tsx';
import type { Sort } from './sortGroups.ts';
import { useArrangedGroups } from './useArrangedGroups.ts';
import { useRowDrag } from './useRowDrag.ts';
import { visibleRows } from './visibleRows.ts';
import './groups.css';

const HEAD_HEIGHT = 24;
const NO_LAYERS: readonly string[] = [];

/** The table of groups: search, sort, pin, move; linked with the graph both ways. */
export function GroupsPanel() {
  const groups = useStudio(selectGroups);
  const byId = useStudio(selectGroupById);
  const pinCount = useStudio((state) => Object.keys(state.decisions.pins).length);
  const edited = useStudio((state) => Object.keys(state.decisions.assignment).length > 0);
  const selection = useStudio((state) => state.selection);
  const actions = useActions();
  const [filter, setFilter] = useState('');
  const [sort, setSort] = useState<Sort>({ column: 'order', descending: false });
  const [active, setActive] = useState(0);
  const [view, setView] = useState({ top: 0, height: 600 });
  const [menu, setMenu] = useState<{ kind: 'pin' | 'move'; id: string } | null>(null);
  const anchor = useRef<Element | null>(null);
  const list = useRef<HTMLDivElement>(null);

  const ids = useArrangedGroups(filter, sort);
  const orderOf = useMemo(() => new Map(groups.map(({ id }, order) => [id, order])), [groups]);
  const [first, last] = visibleRows(view.top, view.height, ROW_HEIGHT, ids.length);
  const activeId = ids[Math.min(active, ids.length - 1)];

  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const watcher = new ResizeObserver(() =>
      setView({ top: element.scrollTop, height: element.clientHeight }),
    );
    watcher.observe(element);
    return () => watcher.disconnect();
  }, []);

  const reveal = useCallback((index: number) => {
    const element = list.current;
    if (!element) return;
    const top = index * ROW_HEIGHT;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + ROW_HEIGHT + HEAD_HEIGHT > element.scrollTop + element.clientHeight)
      element.scrollTop = top + ROW_HEIGHT + HEAD_HEIGHT - element.clientHeight;
  }, []);

  // Selected elsewhere (graph, chart): the row comes into view.
  const idsRef = useRef(ids);
  idsRef.current = ids;
  useEffect(() => {
    const layer = selection[0];
    if (layer === undefined) return;
    const index = idsRef.current.findIndex((id) => byId.get(id)?.layers.includes(layer));
    if (index >= 0) {
      setActive(index);
      reveal(index);
    }
  }, [selection, byId, reveal]);

  const openMenu = useCallback((kind: 'pin' | 'move', id: string, element: Element | null) => {
    anchor.current = element;
    setMenu({ kind, id });
  }, []);
  const onPinMenu = useCallback((id: string, element: Element) => openMenu('pin', id, element), [openMenu]);
  const onMoveMenu = useCallback((id: string, element: Element) => openMenu('move', id, element), [openMenu]);

  const { dragged, refusal, onDragRow, onDragOverRow, onDropRow } = useRowDrag();

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor(view.height / ROW_HEIGHT) - 1);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -ids.length,
      End: ids.length,
    };
    const by = moves[event.key];
    const row = activeId !== undefined ? document.getElementById(`group-row-${orderOf.get(activeId)}`) : null;
    if (by !== undefined) {
      const next = Math.min(ids.length - 1, Math.max(0, active + by));
      setActive(next);
      reveal(next);
      const layers = byId.get(ids[next] ?? '')?.layers;
      if (layers) actions.setHover(layers[0] ?? null);
    } else if (activeId === undefined || event.ctrlKey || event.metaKey) return;
    else if (event.key === 'Enter' || event.key === ' ') actions.select(byId.get(activeId)?.layers ?? []);
    else if (event.key === 'p') openMenu('pin', activeId, row);
    else if (event.key === 'm') openMenu('move', activeId, row);
    else if (event.key === 'Escape') actions.select([]);
    else return;
    event.preventDefault();
  };

  return (
    <section className="groups" aria-label="Groups">
      <div className="groups-head">
        <h2>
          Groups{' '}
          <span className="muted">
            {ids.length === groups.length ? groups.length : `${ids.length} of ${groups.length}`}
          </span>
        </h2>
        <input
          className="field field-small groups-search"
          type="search"
          aria-label="Search layers and groups"
          placeholder="search…  /"
          data-shortcut="search"
          value={filter}
          onChange={(event) => {
            setFilter(event.target.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            const layers = byId.get(ids[0] ?? '')?.layers;
            if (event.key === 'Enter' && layers) actions.select(layers);
            else if (event.key === 'ArrowDown') list.current?.querySelector('table')?.focus();
            else if (event.key === 'Escape') {
              if (filter) setFilter('');
              else event.currentTarget.blur();
            }
          }}
        />
      </div>
      <div
        ref={list}
        className="groups-list"
        onScroll={(event) =>
          setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })
        }
      >
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid is a table that one walks through; its active row is named by aria-activedescendant.
          role="grid"
          aria-label="Groups: arrows move, Enter selects, p pins, m moves"
          aria-rowcount={ids.length + 1}
          aria-multiselectable="true"
          aria-activedescendant={activeId !== undefined ? `group-row-${orderOf.get(activeId)}` : undefined}
          tabIndex={0}
          data-shortcut="table"
          onKeyDown={onKeyDown}
        >
          <GroupTableHead sort={sort} onSort={setSort} />
          <tbody>
            {first > 0 ? (
              <tr style={{ height: first * ROW_HEIGHT }}>
                <td />
              </tr>
            ) : null}
            {ids.slice(first, last).map((id, offset) => (
              <GroupRow
                key={id}
                id={id}
                index={first + offset}
                active={id === activeId}
                layers={byId.get(id)?.layers ?? NO_LAYERS}
                onActive={setActive}
                onPinMenu={onPinMenu}
                onMoveMenu={onMoveMenu}
                onDragRow={onDragRow}
                onDragOverRow={onDragOverRow}
                onDropRow={onDropRow}
              />
            ))}
            {last < ids.length ? (
              <tr style={{ height: (ids.length - last) * ROW_HEIGHT }}>
                <td />
              </tr>
            ) : null}
          </tbody>
        </table>
        {ids.length === 0 ? (
          <p className="empty">{groups.length === 0 ? 'No layers yet.' : `No group matches “${filter}”.`}</p>
        ) : null}
      </div>
      {dragged ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: a drop target; the menu "move to…" is the keyboard's way.
        <div
          className={refusal ? 'groups-foot groups-refusal' : 'groups-foot groups-out'}
          onDragOver={(event) => event.preventDefault()}
          onDrop={() => onDropRow(null)}
        >
          {refusal ?? 'Drop here: into a group of its own'}
        </div>
      ) : (
        <div className="groups-foot">
          <button
            type="button"
            className="button button-small button-quiet"
            disabled={!edited}
            onClick={actions.resetGroups}
          >
            Automatic groups
          </button>
          <button
            type="button"
            className="button button-small button-quiet"
            disabled={pinCount === 0}
            onClick={actions.clearPins}
          >
            Clear pins{pinCount > 0 ? ` (${pinCount})` : ''}
          </button>
        </div>
      )}
      <Popover
        className="popover"
        triggerRef={anchor}
        isOpen={menu !== null}
        onOpenChange={(open) => {
          if (!open) setMenu(null);
        }}
        placement="bottom start"
        offset={2}
      >
        {menu?.kind === 'pin' ? (
          <PinMenu groupId={menu.id} onClose={() => setMenu(null)} />
        ) : menu ? (
          <Dialog className="popover-body" aria-label="Move layers">
            <MovePanel groupId={menu.id} onDone={() => setMenu(null)} />
          </Dialog>
        ) : null}
      </Popover>
    </section>
  );
}
