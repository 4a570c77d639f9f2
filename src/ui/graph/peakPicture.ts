import type { ActivationPeak } from '../../core/cost/peakActivationBytes.ts';
import type { VisibleGraph } from './Mark.ts';

/** What of the picture makes the peak of activation memory, as indexes into its marks and edges. */
export interface PeakPicture {
  /** The node that runs then; null where the picture contracts it. */
  readonly mark: number | null;
  /** Edges along which something passes that is in memory then. */
  readonly edges: readonly number[];
}

/** Finds a peak in the picture. */
export function peakPicture({ marks, edges }: VisibleGraph, peak: ActivationPeak): PeakPicture {
  const live = new Set(peak.tensors.map(({ id }) => id));
  const mark = marks.findIndex(({ id }) => id === peak.node);
  return {
    mark: mark < 0 ? null : mark,
    edges: edges.flatMap(({ tensors }, index) => (tensors.some((id) => live.has(id)) ? [index] : [])),
  };
}
