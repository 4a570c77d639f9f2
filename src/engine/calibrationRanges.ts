import type { Tensor } from '@tensorflow/tfjs-core';
import type { Layer } from '../core/model/Layer.ts';
import type { TensorId } from '../core/model/Model.ts';
import type { Histogram } from '../core/ports.ts';
import { mergeHistograms } from '../core/quantize/histogram.ts';
import type { Range } from '../core/quantize/quantParams.ts';
import type { RanNode } from './GraphRunner.ts';
import type { Numerics } from './Numerics.ts';

/** Sums over the values of each channel (last axis), and over how many values each runs. */
export interface ChannelSums {
  readonly sums: Float64Array;
  readonly rows: number;
}

/** What is known of a layer's input: its histogram, and its means by channel. */
export interface InputStatistics extends Histogram {
  readonly channels: ChannelSums;
}

/** Statistics of layer inputs over all calibration images, by tensor: what grids and bias corrections are made from. */
export type CalibrationRanges = Map<TensorId, InputStatistics>;

/** Adds what a layer reads on one batch. Throws where values are not finite, naming the layer. */
export async function addRange(
  ranges: CalibrationRanges,
  numerics: Numerics,
  layer: Layer,
  ran: RanNode,
): Promise<void> {
  const x = ran.inputs[0]!;
  const range = await finiteRange(numerics, layer, x);
  const counted = await numerics.histogram(x, range);
  const channels = await channelSums(numerics, x);
  const before = ranges.get(layer.inputTensor);
  ranges.set(
    layer.inputTensor,
    before
      ? { ...mergeHistograms(before, counted), channels: addSums(before.channels, channels) }
      : { ...counted, channels },
  );
}

/** The ends of what a layer reads. Throws where values are not finite, naming the layer. */
export async function finiteRange(numerics: Numerics, layer: Layer, x: Tensor): Promise<Range> {
  const range = await numerics.valueRange(x);
  if (Number.isFinite(range.min) && Number.isFinite(range.max)) return range;
  throw new Error(
    `Layer "${layer.name}" reads values that are not finite; check the calibration data and their preprocessing.`,
  );
}

export async function channelSums(numerics: Numerics, x: Tensor): Promise<ChannelSums> {
  return { sums: await numerics.channelSums(x), rows: x.size / (x.shape.at(-1) ?? 1) };
}

export function addSums(a: ChannelSums, b: ChannelSums): ChannelSums {
  return { sums: a.sums.map((sum, c) => sum + b.sums[c]!), rows: a.rows + b.rows };
}

export function meansOf({ sums, rows }: ChannelSums): Float64Array {
  return sums.map((sum) => sum / rows);
}
