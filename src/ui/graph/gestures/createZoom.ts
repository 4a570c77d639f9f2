import { select, zoom, zoomIdentity, zoomTransform } from 'd3';
import type { Transform } from '../scene/createScene.ts';
import { prefersStill } from './prefersStill.ts';

export type Zoom = ReturnType<typeof createZoom>;

/** Wheel, pinch and drag on the empty canvas move the picture; marks, Shift (the marquee) and buttons are left alone. */
export function createZoom(svg: SVGSVGElement, onTransform: (transform: Transform, byUser: boolean) => void) {
  const root = select(svg);
  const behaviour = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.02, 4])
    .filter((event: MouseEvent) => {
      if (event.type === 'wheel') return true;
      if (event.type === 'dblclick') return false;
      const onMark = event.target instanceof Element && event.target.closest('.mark-layer') !== null;
      return !onMark && !event.shiftKey && !event.ctrlKey && !event.button;
    })
    .on('start', () => svg.classList.add('panning'))
    .on('end', () => svg.classList.remove('panning'))
    .on('zoom', (event: { transform: Transform; sourceEvent: unknown }) => {
      onTransform(event.transform, event.sourceEvent !== null && event.sourceEvent !== undefined);
    });
  root.call(behaviour);

  const target = (smooth: boolean) => root.transition().duration(smooth && !prefersStill() ? 200 : 0);
  const to = ({ k, x, y }: Transform, smooth: boolean): void => {
    const next = zoomIdentity.translate(x, y).scale(k);
    if (smooth && !prefersStill()) target(true).call(behaviour.transform, next);
    else root.interrupt().call(behaviour.transform, next);
  };
  return {
    to,
    by(factor: number): void {
      if (prefersStill()) root.call(behaviour.scaleBy, factor);
      else target(true).call(behaviour.scaleBy, factor);
    },
    /** Centres a point of the picture, at least at zoom `least`. */
    centre(
      point: { readonly x: number; readonly y: number },
      view: { width: number; height: number },
      least: number,
      smooth = true,
    ): void {
      const k = Math.max(zoomTransform(svg).k, least);
      to({ k, x: view.width / 2 - point.x * k, y: view.height / 2 - point.y * k }, smooth);
    },
    transform: (): Transform => zoomTransform(svg),
    /** Keeps the picture from running away: how far it may be dragged, in its own units. */
    limit(width: number, height: number, least: number): void {
      const pad = Math.max(width, height, 600);
      behaviour.translateExtent([
        [-pad, -pad],
        [width + pad, height + pad],
      ]);
      behaviour.scaleExtent([Math.min(least * 0.6, 0.5), 4]);
    },
    destroy(): void {
      root.interrupt().on('.zoom', null);
    },
  };
}
