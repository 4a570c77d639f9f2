/** The full name and facts of the layer under the pointer; marks show a shortened name. */
export function createTooltip(host: HTMLElement) {
  const card = document.createElement('div');
  card.className = 'graph-tooltip';
  card.setAttribute('aria-hidden', 'true');
  const [title, facts] = [document.createElement('b'), document.createElement('span')];
  card.append(title, facts);
  return {
    /** `text` as in `LayerPaint`: the name, a comma, the facts. */
    show(name: string, text: string, mark: DOMRect): void {
      title.textContent = name;
      facts.textContent = text.slice(name.length + 2);
      host.append(card);
      const frame = host.getBoundingClientRect();
      const x = mark.left + mark.width / 2 - frame.left - card.offsetWidth / 2;
      const above = mark.top - frame.top - card.offsetHeight - 10;
      const y = above >= 4 ? above : mark.bottom - frame.top + 10;
      card.style.transform = `translate(${Math.max(4, Math.min(x, frame.width - card.offsetWidth - 4))}px, ${y}px)`;
    },
    hide: () => card.remove(),
  };
}
