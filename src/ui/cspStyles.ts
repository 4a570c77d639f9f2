const ARIA_STYLE_ID = 'react-aria-pressable-style';

/**
 * react-aria inserts an inline <style id="react-aria-pressable-style"> on the first pressable, which a strict
 * style-src refuses; it does not when an element of that id exists. The rule itself is in theme.css.
 */
export function cspStyles(page: Document): void {
  if (page.getElementById(ARIA_STYLE_ID)) return;
  const marker = page.createElement('meta');
  marker.id = ARIA_STYLE_ID;
  page.head.append(marker);
}
