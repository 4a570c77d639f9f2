import type { LayerPaint } from '../layerPaint.ts';
import type { Mark } from '../Mark.ts';
import { joinSign } from '../opLabel.ts';
import { svgElement } from './svgElement.ts';

export interface MarkView {
  readonly root: SVGGElement;
  /** Writes text and steps; marks seen only from afar never need them. */
  detail(): void;
  paint(paint: LayerPaint): void;
}

/** The marks of layers are drawn by `createLayerMark`; everything else is small, neutral and does not change. */
export function createMark(mark: Mark, shortName: string): MarkView {
  const root = svgElement('g', { class: `mark mark-${mark.kind}`, 'aria-hidden': 'true' });
  const { width, height } = mark;
  if (mark.kind === 'join') {
    svgElement('circle', { class: 'mark-body', r: width / 2 - 1 }, root);
  } else {
    const r = mark.kind === 'pool' || mark.kind === 'op' ? 4 : height / 2;
    svgElement('rect', { class: 'mark-body', x: -width / 2, y: -height / 2, width, height, rx: r }, root);
  }
  svgElement('title', {}, root).textContent = `${mark.name}: ${mark.label}`;
  let detailed = false;
  return {
    root,
    detail() {
      if (detailed) return;
      detailed = true;
      if (mark.kind === 'join') {
        const sign = joinSign(mark.label);
        const kind = sign.length > 1 ? 'mark-sign mark-sign-long' : 'mark-sign';
        svgElement('text', { class: kind, y: sign.length > 1 ? 3 : 6 }, root).textContent = sign;
      } else {
        const text = svgElement('text', { class: 'mark-note', y: 4 }, root);
        text.textContent = mark.kind === 'input' || mark.kind === 'output' ? shortName : mark.label;
      }
    },
    paint() {},
  };
}
