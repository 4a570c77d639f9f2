import { createSelector } from '../../store/selectors/createSelector.ts';
import { selectPairs } from '../../store/selectors/selectPairs.ts';
import {
  selectSensitivityAtPlan,
  selectSensitivityAtReference,
} from '../../store/selectors/selectSensitivity.ts';
import { sensitivityScale } from './sensitivityScale.ts';

/**
 * Layer name -> the AQS that colour shows: at its pair in the plan, so that a tick of the budget recolours; before
 * the first plan, or where the user prefers the layers' own ranking, at the pair at which layers are compared.
 * Not measured: absent.
 */
export const selectShownSensitivity = createSelector(
  [selectSensitivityAtPlan, selectSensitivityAtReference, (state) => state.colourBy],
  (atPlan, atReference, colourBy): ReadonlyMap<string, number> => {
    if (atPlan.size === 0 || colourBy === 'reference') return atReference;
    const shown = new Map(atReference);
    for (const [layer, value] of atPlan) shown.set(layer, value);
    return shown;
  },
);

/** The colour scale of the open model's table; null before the first value. */
export const selectSensitivityScale = createSelector(
  [(state) => state.aqs, selectPairs, (state) => state.decisions.distance],
  sensitivityScale,
);
