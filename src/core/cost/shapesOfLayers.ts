import type { Layer } from '../model/Layer.ts';
import type { Model } from '../model/Model.ts';
import { inputShapesAt, type ResolvedShapes, resolveShapes } from '../model/resolveShapes.ts';

/** Neither models nor lists of layers are changed in place, and totals ask for the same ones at every step of a budget. */
const known = new WeakMap<readonly Layer[], { readonly model: Model; readonly shapes: ResolvedShapes }>();

/**
 * Shapes of all tensors for one image at the size the layers were listed at. Where the network leaves height and width
 * free, they follow from how large the first layer's input is.
 */
export function shapesOfLayers(model: Model, layers: readonly Layer[]): ResolvedShapes {
  const before = known.get(layers);
  if (before?.model === model) return before.shapes;
  const shapes = findShapes(model, layers);
  known.set(layers, { model, shapes });
  return shapes;
}

function findShapes(model: Model, layers: readonly Layer[]): ResolvedShapes {
  const guess = 64;
  const shapes = resolveShapes(model, inputShapesAt(model, 1, guess));
  const fits = (at: ResolvedShapes): boolean =>
    layers.every((layer) => at.shape(layer.inputTensor).slice(1).join() === layer.inputShape.join());
  const first = layers[0];
  if (!first || fits(shapes)) return shapes;
  const seen = shapes.shape(first.inputTensor);
  const sized = model.inputs.map((id) =>
    model.tensors[id]!.shape.map((n, d) => {
      if (n !== null || d === 0) return n ?? 1;
      return Math.round((guess * (first.inputShape[d - 1] ?? 1)) / (seen[d] ?? 1));
    }),
  );
  const scaled = resolveShapes(model, sized);
  return fits(scaled) ? scaled : shapes;
}
