import { Icon } from '../controls/Icon.tsx';
import { useActions, useHistory } from '../StudioContext.tsx';

/** Takes decisions back and makes them again. */
export function HistoryButtons() {
  const { canUndo, canRedo } = useHistory();
  const { undo, redo } = useActions();
  return (
    <>
      <button
        type="button"
        className="button button-quiet button-icon"
        aria-label="Undo"
        title="Undo (z)"
        disabled={!canUndo}
        onClick={undo}
      >
        <Icon name="undo" />
      </button>
      <button
        type="button"
        className="button button-quiet button-icon"
        aria-label="Redo"
        title="Redo (Shift+z)"
        disabled={!canRedo}
        onClick={redo}
      >
        <Icon name="redo" />
      </button>
    </>
  );
}
