import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { Layer } from '../core/model/Layer.ts';
import type { ModelNode, OpName, Weights } from '../core/model/Model.ts';
import { activationParams } from '../core/quantize/activationParams.ts';
import { correctedBias } from '../core/quantize/correctedBias.ts';
import type { QuantizerSettings } from '../core/quantize/QuantizerSettings.ts';
import type { QuantParams } from '../core/quantize/quantParams.ts';
import type { LayerWidths, Widths } from '../core/quantize/Widths.ts';
import { weightChannels } from '../core/quantize/weightChannels.ts';
import { type CalibrationRanges, type InputStatistics, meansOf } from './calibrationRanges.ts';
import type { GraphRunner, LayerOverride } from './GraphRunner.ts';
import type { Numerics } from './Numerics.ts';
import { weightGrids } from './weightGrids.ts';

export interface QuantizedLayers {
  /** How layers run at these widths; layers not named run in float. */
  override(widths: Widths): LayerOverride;
  dispose(): void;
}

/** Bytes of quantized filters that are kept for the next trial. */
const keptFilterBytes = 256e6;

/**
 * Fake-quantized layers for whole forward passes. Weight grids are kept, and quantized filters too while they are few. With bias
 * correction a layer whose weights are quantized runs with its corrected bias, from the input's means over the calibration data.
 */
export function quantizedLayers(
  runner: GraphRunner,
  numerics: Numerics,
  layers: readonly Layer[],
  weights: Weights,
  ranges: CalibrationRanges,
  quantizer: QuantizerSettings,
): QuantizedLayers {
  const byNode = new Map(layers.map((layer) => [layer.node, layer]));
  const gridsOf = weightGrids(weights, quantizer.weights);
  const inputGrids = new Map<string, QuantParams>();
  const filters = new Map<string, Tensor>();
  const biases = new Map<string, Tensor | null>();
  let filterBytes = 0;

  /** The quantized filter, and whether it is kept here. */
  const filterAt = (layer: Layer, op: OpName, filter: Tensor, bits: number): { x: Tensor; kept: boolean } => {
    const key = `${layer.weightTensor}:${bits}`;
    const known = filters.get(key);
    if (known) return { x: known, kept: true };
    const layout = weightChannels(op, filter.shape);
    const x = numerics.fakeQuantizeChannels(filter, gridsOf(layer, op, bits), layout);
    const bytes = x.size * 4;
    if (filterBytes + bytes > keptFilterBytes) return { x, kept: false };
    filterBytes += bytes;
    filters.set(key, x);
    return { x, kept: true };
  };

  const statisticsOf = (layer: Layer): InputStatistics => {
    const known = ranges.get(layer.inputTensor);
    if (!known) throw new Error(`The input range of layer "${layer.name}" is not known; calibrate first.`);
    return known;
  };

  /** The bias to run with while the filter is at `bits`; undefined: the node's own. */
  const biasAt = (layer: Layer, node: ModelNode, bits: number): Tensor | undefined => {
    if (!quantizer.biasCorrection) return undefined;
    // By layer, not by filter: layers that share one may read different inputs.
    const key = `${layer.name}:${bits}`;
    const known = biases.get(key);
    if (known !== undefined) return known ?? undefined;
    const means = meansOf(statisticsOf(layer).channels);
    const values = correctedBias(node, weights, gridsOf(layer, node.op, bits), means);
    const made = values && tensor1d(values);
    biases.set(key, made);
    return made ?? undefined;
  };

  const inputAt = (layer: Layer, x: Tensor, bits: number): Tensor => {
    const key = `${layer.inputTensor}:${bits}`;
    const known = inputGrids.get(key);
    if (known) return numerics.fakeQuantize(x, known);
    const grid = activationParams(statisticsOf(layer), bits, quantizer.activations);
    inputGrids.set(key, grid);
    return numerics.fakeQuantize(x, grid);
  };

  return {
    override: (widths) => (node, x, filter) => {
      const layer = byNode.get(node.id);
      const bits: LayerWidths | undefined = layer && widths[layer.name];
      if (!layer || !bits || (bits.weights === undefined && bits.input === undefined)) return null;
      const input = bits.input === undefined ? null : inputAt(layer, x, bits.input);
      const quantized = bits.weights === undefined ? null : filterAt(layer, node.op, filter, bits.weights);
      const bias = bits.weights === undefined ? undefined : biasAt(layer, node, bits.weights);
      const y = runner.runLayer(node, input ?? x, quantized?.x ?? filter, bias);
      input?.dispose();
      if (quantized && !quantized.kept) quantized.x.dispose();
      return y;
    },
    dispose: () => {
      for (const x of filters.values()) x.dispose();
      for (const x of biases.values()) x?.dispose();
      filters.clear();
      biases.clear();
      filterBytes = 0;
    },
  };
}
