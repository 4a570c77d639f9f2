import type { PlacedGraph } from '../wrapColumns.ts';
import { svgElement } from './svgElement.ts';

/** More marks than this changing at once say enough by their colour. */
const most = 150;

/**
 * A mark whose pair changed flashes once (150 ms); one that was just measured fades in (250 ms). Still under reduced
 * motion. Veils above the picture that fade: their opacity is the compositor's work, and the picture stays one layer,
 * where fading the marks themselves would cut it into many, and a transform would lay it out in every frame.
 */
export function createPulses(root: SVGGElement) {
  const layer = svgElement('g', { class: 'pulses', 'aria-hidden': 'true' }, root);
  layer.addEventListener('animationend', ({ target }) => (target as Element).remove());
  return {
    /** `marks` are indices into `graph`. */
    show(graph: PlacedGraph, marks: readonly number[], why: 'change' | 'arrive'): void {
      if (marks.length === 0 || marks.length > most || matchMedia('(prefers-reduced-motion: reduce)').matches)
        return;
      for (const index of marks) {
        const [mark, centre] = [graph.marks[index]!, graph.centres[index]!];
        const { width, height } = mark;
        svgElement(
          'rect',
          {
            class: `pulse pulse-${why}`,
            x: centre.x - width / 2,
            y: centre.y - height / 2,
            width,
            height,
            rx: 5,
          },
          layer,
        );
      }
    },
    clear: () => layer.replaceChildren(),
  };
}
