import type { Layer } from '../core/model/Layer.ts';
import { listLayers } from '../core/model/listLayers.ts';
import type { Model } from '../core/model/Model.ts';
import { type ResolvedShapes, resolveShapes } from '../core/model/resolveShapes.ts';

/**
 * The layers of a model, and its shapes at one sample. Throws where samples of this shape cannot feed the model, or where it has
 * no layer of some name.
 */
export function modelLayers(
  model: Model,
  sample: readonly number[],
  names: Iterable<string>,
): { readonly shapes: ResolvedShapes; readonly layers: readonly Layer[] } {
  if (model.inputs.length !== 1) {
    throw new Error(`The model has ${model.inputs.length} inputs; data can feed a model with one.`);
  }
  const { shape } = model.tensors[model.inputs[0]!]!;
  const shapes = resolveShapes(model, [[shape[0] ?? 1, ...sample]]);
  const layers = listLayers(model, shapes);
  const known = new Set(layers.map((layer) => layer.name));
  for (const name of names) if (!known.has(name)) throw new Error(`The model has no layer "${name}".`);
  return { shapes, layers };
}

/** Multiply-accumulates of one forward pass of one sample. */
export function passMacs(layers: readonly Layer[]): number {
  return layers.reduce((n, layer) => n + layer.macs, 0);
}
