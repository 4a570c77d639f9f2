import { useCallback, useMemo, useRef, useState } from 'react';
import { selectGroupById } from '../../store/selectors/selectGroups.ts';
import { useActions, useStudio } from '../StudioContext.tsx';

export interface RowDrag {
  /** Layers under way; null when nothing is dragged. */
  readonly dragged: readonly string[] | null;
  /** Why the group under the pointer may not take them. */
  readonly refusal: string | null;
  readonly onDragRow: (layers: readonly string[] | null) => void;
  /** Whether a drop on this group would be legal. */
  readonly onDragOverRow: (id: string) => boolean;
  /** null: into a group of their own. */
  readonly onDropRow: (id: string | null) => void;
}

/** Dragging layers from row to row; each target is checked against the rules once per drag. */
export function useRowDrag(): RowDrag {
  const byId = useStudio(selectGroupById);
  const { checkMove, moveLayers } = useActions();
  const [dragged, setDragged] = useState<readonly string[] | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const checks = useRef(new Map<string, { ok: boolean; text: string }>());

  const onDragRow = useCallback((layers: readonly string[] | null) => {
    checks.current.clear();
    setDragged(layers);
    setRefusal(null);
  }, []);
  const onDragOverRow = useCallback(
    (id: string) => {
      if (!dragged || byId.get(id)?.layers.some((layer) => dragged.includes(layer))) return false;
      const known = checks.current.get(id) ?? checkMove(dragged, id);
      checks.current.set(id, known);
      setRefusal(known.ok ? null : known.text);
      return known.ok;
    },
    [dragged, byId, checkMove],
  );
  const onDropRow = useCallback(
    (id: string | null) => {
      if (dragged) moveLayers(dragged, id);
      onDragRow(null);
    },
    [dragged, moveLayers, onDragRow],
  );
  return useMemo(
    () => ({ dragged, refusal, onDragRow, onDragOverRow, onDropRow }),
    [dragged, refusal, onDragRow, onDragOverRow, onDropRow],
  );
}
