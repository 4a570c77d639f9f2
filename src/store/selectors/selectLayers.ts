import type { Layer } from '../../core/model/Layer.ts';
import { listLayers } from '../../core/model/listLayers.ts';
import { inputShapesAt, resolveShapes } from '../../core/model/resolveShapes.ts';
import { createSelector } from './createSelector.ts';

const none: readonly Layer[] = [];

/** Height and width assumed where the network leaves them open and there are no data yet. */
const openSize = 224;

/** The shape of the data, where it decides the shapes of the network: null for networks of a fixed size. */
const selectOpenShape = createSelector(
  [(state) => state.model, (state) => state.data],
  (model, data): readonly number[] | null => {
    const shape =
      model && model.model.inputs.length === 1 && model.model.tensors[model.model.inputs[0]!]!.shape;
    if (!shape || !data || data.shape.length !== shape.length - 1) return null;
    const open = shape.slice(1).some((length) => length === null);
    const fits = shape.slice(1).every((length, axis) => length === null || length === data.shape[axis]);
    return open && fits ? data.shape : null;
  },
);

/** The layers of the open model, in the order they run, with facts for one image; empty without a model. */
export const selectLayers = createSelector(
  [(state) => state.model, selectOpenShape],
  (model, shape): readonly Layer[] => {
    if (!model) return none;
    const shapes = shape ? [[1, ...shape]] : inputShapesAt(model.model, 1, openSize);
    return listLayers(model.model, resolveShapes(model.model, shapes));
  },
);

export const selectLayerByName = createSelector(
  [selectLayers],
  (layers): ReadonlyMap<string, Layer> => new Map(layers.map((layer) => [layer.name, layer])),
);
