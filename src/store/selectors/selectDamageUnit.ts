import { inputShapesAt, resolveShapes } from '../../core/model/resolveShapes.ts';
import { outputHeads } from '../../core/verify/OutputHead.ts';
import { createSelector } from './createSelector.ts';

/** What damage at the network's output is counted in: `KL, nats` for a classifier, else `normalized error`. */
export const selectDamageUnit = createSelector(
  [(state) => state.model, (state) => state.data],
  (loaded, data): string => {
    if (!loaded) return 'KL, nats';
    const { model } = loaded;
    const shapes = resolveShapes(model, data ? [[1, ...data.shape]] : inputShapesAt(model, 1, 224));
    const classes = outputHeads(model, shapes).every((head) => head.kind === 'classes');
    return classes ? 'KL, nats' : 'normalized error';
  },
);
