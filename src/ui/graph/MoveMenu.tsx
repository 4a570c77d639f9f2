import { useMemo, useRef } from 'react';
import { Popover } from 'react-aria-components';
import { selectGroups } from '../../store/selectors/selectGroups.ts';
import { EntryMenu } from '../controls/MenuButton.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';
import { moveEntries } from './moveEntries.ts';

interface MoveMenuProps {
  /** The layer the menu was asked for on; the whole selection moves when it is part of it. */
  readonly layer: string;
  readonly anchor: Element;
  readonly onClose: () => void;
}

/** Where may this layer go? The keyboard's and the right button's way to do what dragging does. */
export function MoveMenu({ layer, anchor, onClose }: MoveMenuProps) {
  const groups = useStudio(selectGroups);
  const selection = useStudio((state) => state.selection);
  const actions = useActions();
  const trigger = useRef(anchor);
  const layers = useMemo(() => (selection.includes(layer) ? selection : [layer]), [selection, layer]);
  const entries = useMemo(
    () =>
      moveEntries(layers, groups, actions.checkMove).map((entry) => ({
        id: entry.group ?? 'own group',
        text: entry.text,
        note: entry.note,
        disabled: !entry.allowed,
        run: () => actions.moveLayers(layers, entry.group),
      })),
    [layers, groups, actions],
  );
  const title = layers.length === 1 ? `Move ${layer}` : `Move ${layers.length} layers`;
  return (
    <Popover
      className="popover graph-menu"
      triggerRef={trigger}
      isOpen
      placement="right top"
      onOpenChange={(open) => !open && onClose()}
    >
      <div className="graph-menu-title" aria-hidden="true">
        {title}
      </div>
      <EntryMenu label={title} entries={entries} onClose={onClose} />
    </Popover>
  );
}
