import { createSelector } from '../../store/selectors/createSelector.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';
import type { VisibleGraph } from './Mark.ts';
import { visibleGraph } from './visibleGraph.ts';

/** The picture of the open model before layout; null without a model. */
export const selectVisibleGraph = createSelector(
  [(state) => state.model, selectLayers, (state) => state.fullGraph],
  (model, layers, full): VisibleGraph | null => (model ? visibleGraph(model.model, layers, full) : null),
);
