import { useEffect, useMemo, useState } from 'react';
import type { MoveResult } from '../../core/groups/checkMove.ts';
import { selectGroupById, selectGroups } from '../../store/selectors/selectGroups.ts';
import { MiddleName } from '../controls/MiddleName.tsx';
import { formatThree } from '../format/formatSi.ts';
import { useActions, useStudio } from '../StudioContext.tsx';

const MOST = 40;

interface MovePanelProps {
  readonly groupId: string;
  readonly onDone: () => void;
}

/** "Move to…": which layers of a group, to which other group or out on their own; forbidden targets say the rule. */
export function MovePanel({ groupId, onDone }: MovePanelProps) {
  const group = useStudio((state) => selectGroupById(state).get(groupId));
  const groups = useStudio(selectGroups);
  const actions = useActions();
  const [chosen, setChosen] = useState<readonly string[]>(group?.layers ?? []);
  const [filter, setFilter] = useState('');
  const targets = useMemo(() => {
    if (!group) return [];
    const at = groups.indexOf(group);
    const wanted = filter.trim().toLowerCase();
    return groups
      .map((target, index) => ({ target, distance: Math.abs(index - at) }))
      .filter(({ target }) => target !== group && (wanted === '' || target.id.toLowerCase().includes(wanted)))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, MOST)
      .map(({ target }) => ({ target, check: actions.checkMove(chosen, target.id) }));
  }, [group, groups, filter, chosen, actions]);
  if (!group) return null;
  const out = actions.checkMove(chosen, null);
  const move = (target: string | null) => {
    if (actions.moveLayers(chosen, target)) onDone();
  };
  return (
    <div className="move-panel">
      <h2>Move {group.layers.length === 1 ? group.layers[0] : 'layers'}</h2>
      {group.layers.length > 1 ? (
        <fieldset className="move-layers">
          <legend className="hidden-visually">Layers to move</legend>
          {group.layers.map((layer) => (
            <label key={layer}>
              <input
                type="checkbox"
                checked={chosen.includes(layer)}
                onChange={(event) =>
                  setChosen(
                    event.target.checked ? [...chosen, layer] : chosen.filter((name) => name !== layer),
                  )
                }
              />{' '}
              {layer}
            </label>
          ))}
        </fieldset>
      ) : null}
      {group.layers.length > 1 ? (
        <>
          <button
            type="button"
            className="button"
            disabled={!out.ok || chosen.length === 0}
            onClick={() => move(null)}
          >
            Out, into a group of its own
          </button>
          {out.ok ? null : <p className="move-why">{out.text}</p>}
        </>
      ) : null}
      <label>
        <span className="hidden-visually">Find a group to move to</span>
        <input
          className="field move-filter"
          type="search"
          placeholder="to the group of…"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      </label>
      <ul className="move-targets">
        {targets.map(({ target, check }) => (
          <MoveTarget key={target.id} layers={chosen} target={target.id} check={check} onMove={move} />
        ))}
        {targets.length === 0 ? <li className="muted">No group of that name.</li> : null}
      </ul>
    </div>
  );
}

interface MoveTargetProps {
  readonly layers: readonly string[];
  readonly target: string;
  readonly check: MoveResult;
  readonly onMove: (target: string) => void;
}

/** One group to move to. Its price, the change of total AQS at the same budgets, is asked for on hover or focus. */
function MoveTarget({ layers, target, check, onMove }: MoveTargetProps) {
  const { priceMove } = useActions();
  const [asked, setAsked] = useState(false);
  const [price, setPrice] = useState<number | null>(null);
  const legal = check.ok && layers.length > 0;
  useEffect(() => {
    if (!asked || !legal) return;
    let current = true;
    priceMove(layers, target).then((value) => {
      if (current) setPrice(value);
    });
    return () => {
      current = false;
    };
  }, [asked, legal, layers, target, priceMove]);
  return (
    <li>
      <button
        type="button"
        aria-disabled={!legal}
        title={check.ok ? target : check.text}
        onPointerEnter={() => setAsked(true)}
        onFocus={() => setAsked(true)}
        onClick={() => {
          if (legal) onMove(target);
        }}
      >
        <MiddleName name={target} />
        {check.ok ? (
          <span className="move-price">
            {asked ? (price === null ? '…' : `${price > 0 ? '+' : ''}${formatThree(price)} AQS`) : ''}
          </span>
        ) : (
          <span className="move-rule">{check.rule}</span>
        )}
      </button>
    </li>
  );
}
