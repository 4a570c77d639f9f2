import { useLayoutEffect } from 'react';
import { useStudio } from '../StudioContext.tsx';
import { useMediaQuery } from './useMediaQuery.ts';

/** Puts the theme on <html>; `system` follows the browser, also when it changes its mind. */
export function useTheme(): void {
  const theme = useStudio((state) => state.theme);
  const dark = useMediaQuery('(prefers-color-scheme: dark)');
  const shown = theme === 'system' ? (dark ? 'dark' : 'light') : theme;
  useLayoutEffect(() => {
    document.documentElement.dataset.theme = shown;
  }, [shown]);
}
