import { createSelector } from '../../store/selectors/createSelector.ts';
import { selectGroupOfLayer, selectGroups } from '../../store/selectors/selectGroups.ts';
import { selectLayers } from '../../store/selectors/selectLayers.ts';
import { selectShownPlan } from '../../store/selectors/selectPlan.ts';
import { selectSensitivityScale, selectShownSensitivity } from '../colour/selectShownSensitivity.ts';
import { sensitivityColour } from '../colour/sensitivityColour.ts';
import { layerPaints } from './layerPaint.ts';

/** The paint of every layer's mark. */
export const selectPaints = createSelector(
  [
    selectLayers,
    selectGroupOfLayer,
    selectShownPlan,
    (state) => state.decisions.pins,
    selectShownSensitivity,
    selectSensitivityScale,
    (state) => state.decisions.distance,
  ],
  (layers, groupOf, plan, pins, sensitivity, scale, distance) =>
    layerPaints({
      layers,
      groupOf,
      plan,
      pins,
      sensitivity,
      scale,
      unit: distance === 'sqnr' ? 'SQNR' : 'AQS',
    }),
);

/** Group id -> colour of its hull, the group's own AQS (its most sensitive layer where the distance is in dB). */
export const selectHullFills = createSelector(
  [selectGroups, selectShownSensitivity, selectSensitivityScale, (state) => state.decisions],
  (groups, sensitivity, scale, { aggregate, distance }): ReadonlyMap<string, string> => {
    const fills = new Map<string, string>();
    if (!scale) return fills;
    for (const group of groups) {
      if (group.layers.length < 2) continue;
      const values = group.layers
        .map((layer) => sensitivity.get(layer))
        .filter((value) => value !== undefined);
      if (values.length < group.layers.length) continue;
      const sum = values.reduce((total, value) => total + value, 0);
      const value =
        aggregate === 'max' || distance === 'sqnr'
          ? Math.max(...values)
          : aggregate === 'mean'
            ? sum / values.length
            : sum;
      fills.set(group.id, sensitivityColour(scale, value).fill);
    }
    return fills;
  },
);
