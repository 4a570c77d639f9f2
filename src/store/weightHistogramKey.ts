import type { StudioState } from './StudioState.ts';

/** Where `weightHistograms` has those of a layer, as the measured network has its weights: equalized or as the file does. */
export function weightHistogramKey(
  state: Pick<StudioState, 'aqsSettings' | 'measureSettings'>,
  layer: string,
): string {
  return isEqualized(state) ? `${layer} (equalized)` : layer;
}

export function isEqualized({
  aqsSettings,
  measureSettings,
}: Pick<StudioState, 'aqsSettings' | 'measureSettings'>): boolean {
  return (aqsSettings ?? measureSettings).quantizer.equalize ?? false;
}
