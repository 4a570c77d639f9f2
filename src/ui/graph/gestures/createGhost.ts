/** What the ghost says under the pointer. */
export interface GhostText {
  readonly state: 'plain' | 'legal' | 'forbidden';
  readonly text: string;
  /** `+0.0021 AQS at the same budget`, once known. */
  readonly price?: string;
}

/** The card that follows the pointer while layers are dragged. */
export function createGhost(host: HTMLElement) {
  const card = document.createElement('div');
  card.className = 'ghost';
  card.setAttribute('role', 'status');
  const [title, line, price] = [
    document.createElement('b'),
    document.createElement('span'),
    document.createElement('span'),
  ];
  price.className = 'ghost-price';
  card.append(title, line, price);
  return {
    show(name: string): void {
      title.textContent = name;
      host.append(card);
    },
    move(event: PointerEvent): void {
      const frame = host.getBoundingClientRect();
      const right = event.clientX - frame.left + 18;
      const x = Math.min(right, Math.max(8, frame.width - card.offsetWidth - 8));
      const y = Math.min(event.clientY - frame.top + 16, frame.height - card.offsetHeight - 8);
      card.style.transform = `translate(${x}px, ${y}px)`;
    },
    say(said: GhostText): void {
      card.dataset.state = said.state;
      line.textContent = said.text;
      price.textContent = said.price ?? '';
    },
    hide: () => card.remove(),
    destroy: () => card.remove(),
  };
}
