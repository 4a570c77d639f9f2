import { type Tensor, tensor } from '@tensorflow/tfjs-core';
import type { Dataset } from '../core/calibration/Dataset.ts';
import type { Model } from '../core/model/Model.ts';

/** Some images of a dataset as the one input of a model, [images, ...shape]; the caller's to dispose. */
export function inputBatch(model: Model, dataset: Dataset, first: number, images: number): Tensor {
  const one = dataset.shape.reduce((n, d) => n * d, 1);
  return tensor(
    dataset.values.subarray(first * one, (first + images) * one),
    [images, ...dataset.shape],
    model.tensors[model.inputs[0]!]!.dtype,
  );
}
