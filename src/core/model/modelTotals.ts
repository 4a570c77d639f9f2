import type { Layer } from './Layer.ts';

export interface ModelTotals {
  readonly layers: number;
  /** Multiply-accumulates of all layers, for one image. */
  readonly macs: number;
  /** Weights of all layers without biases. */
  readonly parameters: number;
  readonly biases: number;
}

/** Sums over a model's layers. Weights shared by two layers count twice in `macs`, once in `parameters`. */
export function modelTotals(layers: readonly Layer[]): ModelTotals {
  const seen = new Set<number>();
  let parameters = 0;
  let biases = 0;
  let macs = 0;
  for (const layer of layers) {
    macs += layer.macs;
    if (seen.has(layer.weightTensor)) continue;
    seen.add(layer.weightTensor);
    parameters += layer.parameters;
    biases += layer.biases;
  }
  return { layers: layers.length, macs, parameters, biases };
}
