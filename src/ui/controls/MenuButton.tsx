import { Fragment, type ReactNode } from 'react';
import { Button, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import { Icon } from './Icon.tsx';

export interface MenuEntry {
  readonly id: string;
  readonly text: string;
  /** Drawn instead of `text`, which then only names the entry. */
  readonly face?: ReactNode;
  /** A second, smaller line. */
  readonly note?: string;
  /** A line in amber: what is assumed or not sourced about it. */
  readonly warning?: string;
  /** Shortcut to show at the right. */
  readonly shortcut?: string;
  /** Makes it one of several to choose from; true for the one that is chosen. */
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
      {runs(entries).map((run) => {
        const first = run[0]!;
        const items = run.map((entry) => <EntryItem key={entry.id} entry={entry} />);
        return (
          <Fragment key={first.id}>
            {first.separated ? <Separator className="menu-separator" /> : null}
            {first.checked === undefined ? (
              items
            ) : (
              <MenuSection
                aria-label={label}
                selectionMode="single"
                selectedKeys={run.filter((entry) => entry.checked).map((entry) => entry.id)}
              >
                {items}
              </MenuSection>
            )}
          </Fragment>
        );
      })}
    </Menu>
  );
}

/** Neighbours that belong together: a line above starts anew, and so does a change between choices and commands. */
function runs(entries: readonly MenuEntry[]): readonly (readonly MenuEntry[])[] {
  const found: MenuEntry[][] = [];
  for (const entry of entries) {
    const last = found.at(-1);
    const together =
      last && !entry.separated && (last[0]!.checked === undefined) === (entry.checked === undefined);
    if (together) last.push(entry);
    else found.push([entry]);
  }
  return found;
}

function EntryItem({ entry }: { readonly entry: MenuEntry }) {
  return (
    <MenuItem id={entry.id} className="menu-item" textValue={entry.text}>
      <span className="menu-check" aria-hidden="true">
        {entry.checked ? '✓' : ''}
      </span>
      <span className="truncate">{entry.face ?? entry.text}</span>
      <span className="menu-key">{entry.shortcut}</span>
      {entry.note ? <span className="menu-note">{entry.note}</span> : null}
      {entry.warning ? <span className="menu-warning">{entry.warning}</span> : null}
    </MenuItem>
  );
}
