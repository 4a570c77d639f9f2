import type { Tensor } from '@tensorflow/tfjs-core';
import type { Histogram } from '../core/ports.ts';
import type { QuantParams, Range } from '../core/quantize/quantParams.ts';
import type { ChannelLayout } from '../core/quantize/weightChannels.ts';

/** Bins of every input histogram: fine enough to place a 99.99 % percentile. */
export const histogramBins = 2048;

/**
 * The arithmetic of a measurement on one backend. Values are those of the plain-number reference in core: fake
 * quantization bit for bit, sums to within the rounding of a float32 tree, histograms
 * count for count. Results are new tensors; nothing is kept.
 */
export interface Numerics {
  valueRange(x: Tensor): Promise<Range>;
  histogram(x: Tensor, range: Range): Promise<Histogram>;
  /** Sum over everything but the last axis: one value per channel. */
  channelSums(x: Tensor): Promise<Float64Array>;
  fakeQuantize(x: Tensor, params: QuantParams): Tensor;
  fakeQuantizeChannels(x: Tensor, params: readonly QuantParams[], layout: ChannelLayout): Tensor;
  /** Gathers error sums of several outputs against one reference; the tensors may be disposed after each `add`. */
  errorSums(reference: Tensor, images: number): ErrorSums;
}

export interface ErrorSums {
  add(y: Tensor): void;
  /** [outputs added, images, 6], as `LayerMeasurement.values`. Ends the gathering. */
  finish(): Promise<Float64Array>;
  /** Disposes what was gathered and not yet taken by `finish`; may be called at any time. */
  dispose(): void;
}
