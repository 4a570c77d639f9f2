import { type ActivationPeak, peakActivationBytes } from '../../core/cost/peakActivationBytes.ts';
import { createSelector } from './createSelector.ts';
import { selectLayers } from './selectLayers.ts';
import { selectPlan } from './selectPlan.ts';

/** Where the plan's peak activation memory is, and the tensors that make it; null before the first plan. */
export const selectPeak = createSelector(
  [(state) => state.model, selectLayers, selectPlan],
  (loaded, layers, pairs): ActivationPeak | null =>
    loaded && pairs.size > 0
      ? peakActivationBytes(loaded.model, layers, (layer) => pairs.get(layer.name) ?? null)
      : null,
);
