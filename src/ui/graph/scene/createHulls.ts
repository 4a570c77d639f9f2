import { type Hull, hullRadius } from '../hulls.ts';
import { svgElement } from './svgElement.ts';

/** Shapes of the groups behind the marks, and their badges before them. */
export function createHulls(layer: SVGGElement) {
  let views = new Map<string, { root: SVGGElement; tint: SVGPathElement; fill: string }>();
  return {
    set(hulls: readonly Hull[], badges: SVGGElement): void {
      layer.replaceChildren();
      badges.replaceChildren();
      views = new Map(
        hulls.map((hull) => {
          const root = svgElement('g', { class: `hull hull-${hull.form}`, 'data-group': hull.group }, layer);
          if (hull.link) svgElement('path', { class: 'hull-link', d: hull.link }, root);
          svgElement(
            'path',
            { class: 'hull-edge', d: hull.path, 'stroke-width': 2 * hullRadius + 2.5 },
            root,
          );
          svgElement('path', { class: 'hull-shape', d: hull.path, 'stroke-width': 2 * hullRadius }, root);
          const tint = svgElement(
            'path',
            { class: 'hull-tint', d: hull.path, 'stroke-width': 2 * hullRadius },
            root,
          );
          svgElement('title', {}, root).textContent = hull.text;
          const badge = svgElement(
            'g',
            { class: 'badge', transform: `translate(${hull.badge.x} ${hull.badge.y})` },
            badges,
          );
          svgElement('rect', { x: -9, y: -10, width: 48, height: 18, rx: 9 }, badge);
          svgElement('text', { x: 15, y: 3.4 }, badge).textContent = `${hull.layers.length} tied`;
          return [hull.group, { root, tint, fill: '' }];
        }),
      );
    },
    paint(fills: ReadonlyMap<string, string>): void {
      for (const [group, view] of views) {
        const fill = fills.get(group) ?? '';
        if (fill === view.fill) continue;
        view.fill = fill;
        if (fill) view.tint.style.setProperty('color', fill);
        else view.tint.style.removeProperty('color');
      }
    },
    setTargets(states: ReadonlyMap<string, 'legal' | 'forbidden'>): void {
      for (const [group, { root }] of views) {
        root.classList.toggle('legal', states.get(group) === 'legal');
        root.classList.toggle('forbidden', states.get(group) === 'forbidden');
      }
    },
    setOver(group: string | null): void {
      for (const [id, { root }] of views) root.classList.toggle('over', id === group);
    },
  };
}
