import { svgElement } from './svgElement.ts';

/** The hatch of layers not measured yet. */
export function createHatch(svg: SVGSVGElement): void {
  const defs = svgElement('defs', {}, svg);
  const hatch = {
    id: 'graph-hatch',
    width: 8,
    height: 8,
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  };
  const pattern = svgElement('pattern', hatch, defs);
  svgElement('rect', { class: 'hatch-ground', width: 8, height: 8 }, pattern);
  svgElement('line', { class: 'hatch-line', x1: 0, y1: 0, x2: 0, y2: 8 }, pattern);
}
