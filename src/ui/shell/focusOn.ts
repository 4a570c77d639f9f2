/** The focus goes to what is marked with this name, `data-shortcut="search"`, or to the first control in it. */
export function focusOn(name: string): void {
  const mark = document.querySelector<HTMLElement>(`[data-shortcut="${name}"]`);
  const target = mark?.matches('input, [tabindex="0"], button')
    ? mark
    : (mark?.querySelector<HTMLElement>('[tabindex="0"], button, input') ?? mark);
  target?.focus();
}
