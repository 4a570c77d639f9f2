import { Icon } from '../controls/Icon.tsx';
import { useActions, useStudio } from '../StudioContext.tsx';

const NEXT = { system: 'dark', dark: 'light', light: 'system' } as const;
const ICON = { system: 'contrast', dark: 'moon', light: 'sun' } as const;

/** System, dark, light, in turn. */
export function ThemeToggle() {
  const theme = useStudio((state) => state.theme);
  const { setTheme } = useActions();
  const label = `Theme: ${theme}; change to ${NEXT[theme]}`;
  return (
    <button
      type="button"
      className="button button-quiet button-icon"
      aria-label={label}
      title={label}
      onClick={() => setTheme(NEXT[theme])}
    >
      <Icon name={ICON[theme]} />
    </button>
  );
}
