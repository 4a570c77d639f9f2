import { kindLabel, type LayerPaint } from '../layerPaint.ts';
import type { Mark } from '../Mark.ts';
import type { MarkView } from './createMark.ts';
import { svgElement } from './svgElement.ts';

const cell = { width: 3.5, height: 7, step: 9, inset: 3.5 };

/** Space that the stepped border takes on either side, and the mean width of a letter, px. */
const margin = 13;
const letter = { bits: 12.2, kind: 6 };

/**
 * A layer: a box filled with its sensitivity, its name, its bits, and a stepped border on either side that says the
 * bits again without reading (left weights, right activations).
 */
export function createLayerMark(mark: Mark, shortName: string): MarkView {
  const { width, height } = mark;
  const root = svgElement('g', {
    class: 'mark mark-layer',
    'data-layer': mark.name,
    role: 'option',
    tabindex: -1,
  });
  const box = { x: -width / 2, y: -height / 2, width, height, rx: 5 };
  svgElement(
    'rect',
    { class: 'mark-ring', x: box.x - 3.5, y: box.y - 3.5, width: width + 7, height: height + 7, rx: 8 },
    root,
  );
  const body = svgElement('rect', { class: 'mark-body', ...box }, root);
  const kind = kindLabel(mark);
  let parts:
    | { bits: SVGTextElement; kind: SVGTextElement; steps: SVGPathElement; pin: SVGPathElement }
    | undefined;
  let current: LayerPaint | undefined;
  /** What is written in the mark; an attribute set anew is laid out anew, the same or not. */
  let written: LayerPaint | undefined;

  const writeBits = (text: string): void => {
    if (!parts) return;
    parts.bits.textContent = text;
    // Centred bits make way for the kind of layer beside them; where both do not fit, the bits stay.
    const room = width - 2 * margin - kind.length * letter.kind - 4;
    const bitsWidth = text.length * letter.bits;
    const crowded = bitsWidth / 2 > width / 2 - margin - kind.length * letter.kind - 4;
    const shift = crowded && bitsWidth <= room ? margin + bitsWidth / 2 - width / 2 : 0;
    parts.bits.classList.toggle('beside-kind', shift !== 0);
    if (shift !== 0) parts.bits.style.setProperty('--beside-kind', `${shift}px`);
    parts.kind.classList.toggle('crowded-out', crowded && bitsWidth > room);
  };
  const write = (): void => {
    if (!parts || !current) return;
    const { bits, weightSteps, activationSteps, pinned } = current;
    if (bits !== written?.bits) writeBits(bits);
    if (weightSteps !== written?.weightSteps || activationSteps !== written.activationSteps)
      parts.steps.setAttribute('d', stepsPath(width, weightSteps, -1) + stepsPath(width, activationSteps, 1));
    if (pinned !== written?.pinned) parts.pin.classList.toggle('shown', pinned);
    written = current;
  };
  return {
    root,
    detail() {
      if (parts) return;
      const full = stepsPath(width, 4, -1) + stepsPath(width, 4, 1);
      svgElement('path', { class: 'mark-track', d: full }, root);
      const steps = svgElement('path', { class: 'mark-steps' }, root);
      svgElement('text', { class: 'mark-name', y: -7 }, root).textContent = shortName;
      const kindText = svgElement('text', { class: 'mark-kind', x: width / 2 - margin, y: 16 }, root);
      kindText.textContent = kind;
      const bits = svgElement('text', { class: 'mark-bits', y: 16 }, root);
      const pin = svgElement(
        'path',
        { class: 'mark-pin', d: pinPath, transform: `translate(${-width / 2 + 13}, 3)` },
        root,
      );
      parts = { bits, kind: kindText, steps, pin };
      write();
    },
    paint(paint) {
      if (paint.fill !== current?.fill) {
        root.classList.toggle('unmeasured', paint.fill === null);
        if (paint.fill === null) body.style.removeProperty('fill');
        else body.style.setProperty('fill', paint.fill);
        if (paint.ink) root.style.setProperty('color', paint.ink);
        else root.style.removeProperty('color');
      }
      if (paint.text !== current?.text) root.setAttribute('aria-label', paint.text);
      current = paint;
      write();
    },
  };
}

const pinPath = 'M3 0h6v1.6l-1 .8v3.2l2.4 2.2v1.4H6.7V13L6 14l-.7-1V9.2H1.6V7.8L4 5.6V2.4l-1-.8z';

/** `count` cells from the bottom up inside the left (-1) or right (1) edge. */
function stepsPath(width: number, count: number, side: -1 | 1): string {
  const x = side < 0 ? -width / 2 + cell.inset : width / 2 - cell.inset - cell.width;
  let path = '';
  for (let index = 0; index < count; index++) {
    const y = 2 * cell.step - 1 - cell.height - index * cell.step;
    path += `M${x} ${y}h${cell.width}v${cell.height}h${-cell.width}z`;
  }
  return path;
}
