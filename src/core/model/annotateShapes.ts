import type { Model, Tensor } from './Model.ts';
import { inputShapesAt, resolveShapes } from './resolveShapes.ts';

/**
 * Writes every tensor's shape and type into the model: shapes are resolved for two different sizes of what is
 * free (batch; height and width of a fully convolutional network), and dimensions that differ are `null`.
 * A network that only takes one batch keeps the shapes of batch 1.
 */
export function annotateShapes(model: Model): Model {
  const first = resolveShapes(model, inputShapesAt(model, 1, 64));
  let second = first;
  try {
    second = resolveShapes(model, inputShapesAt(model, 2, 96));
  } catch {
    // The graph fixes its batch: shapes as they are at batch 1.
  }
  const tensors = model.tensors.map((tensor): Tensor => {
    if (tensor.constant || model.inputs.includes(tensor.id)) return tensor;
    const { shape, dtype } = first.fact(tensor.id);
    const other = second.shape(tensor.id);
    return { ...tensor, dtype, shape: shape.map((n, d) => (n === other[d] ? n : null)) };
  });
  return { ...model, tensors };
}
