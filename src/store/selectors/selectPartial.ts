import { createSelector } from './createSelector.ts';
import { selectGroups } from './selectGroups.ts';

/** The calibration images that AQS rests on so far, of those that there are. */
export interface PartialAqs {
  readonly images: number;
  readonly of: number;
}

/**
 * Set while some layer has been measured on fewer images than there are, while a measurement runs or after one was cancelled:
 * plans rest on these images alone. Null where every layer has seen all of them, and where a layer has seen none.
 */
export const selectPartial = createSelector(
  [selectGroups, (state) => state.aqs, (state) => (state.aqsData ?? state.data)?.count ?? 0],
  (groups, aqs, of): PartialAqs | null => {
    const seen = groups.flatMap(({ layers }) => layers.map((layer) => aqs[layer]?.images ?? 0));
    const images = Math.min(...seen);
    return seen.length > 0 && images > 0 && images < of ? { images, of } : null;
  },
);
