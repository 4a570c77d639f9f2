import { hashModel } from '../core/formats/hashModel.ts';
import { readModel } from '../core/formats/readModel.ts';
import { foldModel } from '../core/model/foldModel.ts';
import type { Layer } from '../core/model/Layer.ts';
import { listLayers } from '../core/model/listLayers.ts';
import type { Model } from '../core/model/Model.ts';
import { inputShapesAt, resolveShapes } from '../core/model/resolveShapes.ts';
import { readModelFiles } from './readModelFiles.ts';

export interface OpenModel {
  readonly raw: Model;
  readonly model: Model;
  readonly layers: readonly Layer[];
  readonly sha256: string;
}

/** Reads and folds a model without running it: structure, layers, costs. */
export async function openModel(path: string): Promise<OpenModel> {
  const read = readModel(await readModelFiles(path));
  const { model } = foldModel(read.model, read.weights);
  return {
    raw: read.model,
    model,
    sha256: hashModel(read.files, read.main),
    layers: listLayers(model, resolveShapes(model, inputShapesAt(model, 1))),
  };
}
