import { ruleTitle } from '../../core/groups/checkMove.ts';
import type { Group } from '../../core/groups/Group.ts';
import { useActions } from '../StudioContext.tsx';

/** Why these layers are one group, and who they are. */
export function GroupReasons({ group, layer }: { readonly group: Group; readonly layer: string }) {
  const { select, setHover, moveLayers } = useActions();
  if (group.layers.length === 1) {
    return <p className="muted">On its own: no rule ties {layer} to another layer.</p>;
  }
  const tiedByUser = group.reasons.some((reason) => reason.rule === 'user');
  return (
    <>
      <ul className="reason-layers">
        {group.layers.map((name) => (
          <li key={name}>
            <button
              type="button"
              className="layer-link truncate"
              aria-current={name === layer || undefined}
              onPointerEnter={() => setHover(name)}
              onPointerLeave={() => setHover(null)}
              onClick={() => select([name])}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
      <ul className="reasons">
        {group.reasons.map((reason) => (
          <li key={`${reason.rule}${reason.tensor ?? ''}${reason.layers.join()}`}>
            <span className="chip">{ruleTitle[reason.rule]}</span> {reason.text}
          </li>
        ))}
      </ul>
      {tiedByUser ? (
        <button type="button" className="button button-small" onClick={() => moveLayers([layer], null)}>
          Take {layer} out
        </button>
      ) : null}
    </>
  );
}
