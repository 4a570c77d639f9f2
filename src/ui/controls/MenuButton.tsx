import type { ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Icon } from './Icon.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly text: string;
  /** Drawn instead of `text`, which then only names the entry. */
  readonly face?: ReactNode;
  /** A second, smaller line. */
  readonly note?: string;
  /** Shortcut to show at the right. */
  readonly shortcut?: string;
  readonly checked?: boolean;
  readonly disabled?: boolean;
  /** Draws a line above. */
  readonly separated?: boolean;
  readonly run: () => void;
}

interface MenuButtonProps {
  readonly label: string;
  readonly children?: ReactNode;
  readonly entries: readonly MenuEntry[];
  readonly className?: string;
  readonly plain?: boolean;
  readonly isOpen?: boolean;
  readonly onOpenChange?: (open: boolean) => void;
  readonly isDisabled?: boolean;
}

/** A button that opens a list of commands. `label` names it for screen readers and as a tooltip. */
export function MenuButton(props: MenuButtonProps) {
  const {
    label,
    children,
    entries,
    className = 'button',
    plain = false,
    isOpen,
    onOpenChange,
    isDisabled,
  } = props;
  const control = isOpen === undefined ? {} : { isOpen };
  return (
    <MenuTrigger {...control} {...(onOpenChange ? { onOpenChange } : {})}>
      <Button className={className} aria-label={label} isDisabled={isDisabled ?? false}>
        {children}
        {plain ? null : <Icon name="chevron" className="chevron" />}
      </Button>
      <Popover className="popover" placement="bottom start" offset={4}>
        <EntryMenu label={label} entries={entries} />
      </Popover>
    </MenuTrigger>
  );
}

/** The list itself, for a popover that something else opens. */
export function EntryMenu({
  label,
  entries,
  onClose,
}: {
  label: string;
  entries: readonly MenuEntry[];
  onClose?: () => void;
}) {
  return (
    <Menu
      className="menu"
      aria-label={label}
      autoFocus="first"
      onAction={(key) => entries.find((entry) => entry.id === key)?.run()}
      disabledKeys={entries.filter((entry) => entry.disabled).map((entry) => entry.id)}
      {...(onClose ? { onClose } : {})}
    >
      {entries.flatMap((entry) => [
        ...(entry.separated ? [<Separator key={`${entry.id}-line`} className="menu-separator" />] : []),
        <MenuItem key={entry.id} id={entry.id} className="menu-item" textValue={entry.text}>
          <span className="menu-check" aria-hidden="true">
            {entry.checked ? '✓' : ''}
          </span>
          <span className="truncate">
            {entry.face ?? entry.text}
            {entry.checked ? <span className="hidden-visually"> (chosen)</span> : null}
          </span>
          <span className="menu-key">{entry.shortcut}</span>
          {entry.note ? <span className="menu-note">{entry.note}</span> : null}
        </MenuItem>,
      ])}
    </Menu>
  );
}
