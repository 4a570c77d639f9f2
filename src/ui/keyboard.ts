/** Every key of the studio: the help dialog lists this table and `shortcutOf` reads it. */
export const SHORTCUTS = [
  { keys: ['/'], name: 'search', text: 'Search layers and groups' },
  { keys: ['g'], name: 'graph', text: 'Go to the graph' },
  { keys: ['t'], name: 'table', text: 'Go to the table of groups' },
  { keys: ['b'], name: 'budget', text: 'Go to the budget on the curve' },
  {
    keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'],
    name: 'pin',
    text: 'Pin the selected group to its 1st … 9th pair',
  },
  { keys: ['0'], name: 'unpin', text: 'Take the pin off the selected group' },
  { keys: ['z', 'Ctrl+z'], name: 'undo', text: 'Undo a decision' },
  { keys: ['Z', 'Ctrl+Z', 'Ctrl+y'], name: 'redo', text: 'Redo it' },
  { keys: ['v'], name: 'compare', text: 'Plans side by side: predicted and measured' },
  { keys: ['l'], name: 'lower', text: 'Lower bits as long as a measured criterion holds' },
  { keys: ['e'], name: 'export', text: 'Export' },
  { keys: ['?'], name: 'help', text: 'This list' },
] as const;

export type ShortcutName = (typeof SHORTCUTS)[number]['name'];

/** Keys that single views answer to while they have the focus; listed in the help dialog only. */
export const VIEW_KEYS = [
  { keys: '← →', text: 'Budget: the next plan on the curve; in a splitter: the panel’s size' },
  { keys: 'PgUp PgDn', text: 'Budget: a twentieth of the range; table: a page' },
  { keys: 'Home End', text: 'Budget: the smallest feasible, the largest useful; table: the first, the last' },
  { keys: '↑ ↓', text: 'Table: the row above, below' },
  { keys: 'Enter', text: 'Table: select the group; splitter: collapse or restore the panel' },
  { keys: 'p', text: 'Table: pin the row’s group' },
  { keys: 'm', text: 'Table: move the row’s layers' },
  { keys: 'Esc', text: 'Close, or give up a drag' },
] as const;

interface Press {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** The shortcut a key press asks for, with the digit for `pin`; null when it is none. */
export function shortcutOf(press: Press): { name: ShortcutName; digit: number } | null {
  if (press.altKey) return null;
  const chord = press.ctrlKey || press.metaKey;
  // Caps lock sends Z without shift and z with it: let shift decide.
  const letter = /^[a-z]$/i.test(press.key)
    ? press.shiftKey
      ? press.key.toUpperCase()
      : press.key.toLowerCase()
    : press.key;
  const written = chord ? `Ctrl+${letter}` : letter;
  for (const shortcut of SHORTCUTS) {
    if ((shortcut.keys as readonly string[]).includes(written)) {
      return { name: shortcut.name, digit: /^\d$/.test(press.key) ? Number(press.key) : 0 };
    }
  }
  return null;
}

/** True where a key press is typing, so that no shortcut may take it. */
export function isTyping(
  target: { tagName?: string; isContentEditable?: boolean; type?: string } | null,
): boolean {
  if (!target?.tagName) return false;
  if (target.isContentEditable) return true;
  if (target.tagName === 'INPUT')
    return !['checkbox', 'radio', 'range', 'button', 'file'].includes(target.type ?? 'text');
  return target.tagName === 'TEXTAREA' || target.tagName === 'SELECT';
}
