import { isVisible } from './fitTransform.ts';
import type { LayerPaint } from './layerPaint.ts';
import type { Transform } from './scene/createScene.ts';
import type { PlacedGraph } from './wrapColumns.ts';

const most = { width: 170, height: 120 };

/**
 * The whole picture in the corner, with the window as a frame; press or drag to go there. Hidden while all is in
 * view. A canvas: it is a picture of a picture, and says nothing that the graph does not.
 */
export function createMinimap(canvas: HTMLCanvasElement, goTo: (point: { x: number; y: number }) => void) {
  const context = canvas.getContext('2d');
  const abort = new AbortController();
  let graph: PlacedGraph | null = null;
  let paints: ReadonlyMap<string, LayerPaint> = new Map();
  let transform: Transform = { k: 1, x: 0, y: 0 };
  let view = { width: 0, height: 0 };
  let frame = 0;

  const scaleOf = (g: PlacedGraph): number => Math.min(most.width / g.width, most.height / g.height);
  const draw = (): void => {
    frame = 0;
    if (!context || !graph) return;
    const g = graph;
    const corner = { x: 0, y: 0 };
    const all =
      isVisible(corner, transform, view, -4) && isVisible({ x: g.width, y: g.height }, transform, view, -4);
    canvas.hidden = all || g.width === 0;
    if (canvas.hidden) return;
    const scale = scaleOf(g);
    const ratio = window.devicePixelRatio || 1;
    const [width, height] = [Math.max(24, g.width * scale), Math.max(24, g.height * scale)];
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
    const style = getComputedStyle(canvas);
    const neutral = style.getPropertyValue('--line-strong') || '#888';
    context.setTransform(ratio * scale, 0, 0, ratio * scale, 0, 0);
    g.marks.forEach((mark, index) => {
      const { x, y } = g.centres[index]!;
      context.fillStyle = (mark.kind === 'layer' && paints.get(mark.name)?.fill) || neutral;
      context.fillRect(
        x - mark.width / 2,
        y - mark.height / 2,
        mark.width,
        Math.max(mark.height, 1.2 / scale),
      );
    });
    const frameBox = {
      x: -transform.x / transform.k,
      y: -transform.y / transform.k,
      width: view.width / transform.k,
      height: view.height / transform.k,
    };
    context.lineWidth = 1.5 / scale;
    context.strokeStyle = style.getPropertyValue('--accent') || '#1257c9';
    context.strokeRect(frameBox.x, frameBox.y, frameBox.width, frameBox.height);
  };
  const redraw = (): void => {
    if (frame === 0) frame = requestAnimationFrame(draw);
  };
  const follow = (event: PointerEvent): void => {
    if (!graph || event.buttons === 0) return;
    const box = canvas.getBoundingClientRect();
    const scale = scaleOf(graph);
    goTo({ x: (event.clientX - box.left) / scale, y: (event.clientY - box.top) / scale });
  };
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      canvas.setPointerCapture(event.pointerId);
      follow(event);
    },
    { signal: abort.signal },
  );
  canvas.addEventListener('pointermove', follow, { signal: abort.signal });
  return {
    update(next: {
      graph?: PlacedGraph;
      paints?: ReadonlyMap<string, LayerPaint>;
      transform?: Transform;
      view?: { width: number; height: number };
    }): void {
      graph = next.graph ?? graph;
      paints = next.paints ?? paints;
      transform = next.transform ?? transform;
      view = next.view ?? view;
      redraw();
    },
    destroy(): void {
      cancelAnimationFrame(frame);
      abort.abort();
    },
  };
}
