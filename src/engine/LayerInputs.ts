import type { Tensor } from '@tensorflow/tfjs-core';
import type { Layer } from '../core/model/Layer.ts';
import type { TensorId } from '../core/model/Model.ts';
import type { Histogram } from '../core/ports.ts';
import { mergeHistograms } from '../core/quantize/histogram.ts';
import { addSums, type ChannelSums, channelSums, finiteRange } from './calibrationRanges.ts';
import type { Numerics } from './Numerics.ts';

/** What a layer reads, over all images that have passed. */
export interface LayerInput {
  /** What its grids are made from. */
  readonly grid: Histogram;
  readonly histogram: Promise<Histogram>;
  /** By channel; only where biases are corrected. */
  readonly channels: ChannelSums | null;
}

interface LayerInputsOptions {
  /** Grids need no more than the ends of the range: they need not wait for counts. */
  readonly endsOnly: boolean;
  /** Whether to sum by channel. */
  readonly channels: boolean;
}

/** Statistics of what layers read, gathered while they run. Layers that read the same tensor share them. */
export class LayerInputs {
  readonly #numerics: Numerics;
  readonly #options: LayerInputsOptions;
  readonly #inputs = new Map<TensorId, LayerInput>();
  /** Complete for this batch. */
  readonly #seen = new Set<TensorId>();

  constructor(numerics: Numerics, options: LayerInputsOptions) {
    this.#numerics = numerics;
    this.#options = options;
  }

  /** From now on `add` takes tensors of other images. */
  nextBatch(): void {
    this.#seen.clear();
  }

  /** What was gathered of a layer's input. */
  of(layer: Layer): LayerInput {
    return this.#inputs.get(layer.inputTensor)!;
  }

  /** Adds what a layer reads on this batch. Throws where values are not finite, naming the layer. */
  async add(layer: Layer, x: Tensor): Promise<LayerInput> {
    const before = this.#inputs.get(layer.inputTensor);
    if (before && this.#seen.has(layer.inputTensor)) return before;
    const range = await finiteRange(this.#numerics, layer, x);
    const counted = this.#numerics.histogram(x, range);
    const histogram = before
      ? Promise.all([before.histogram, counted]).then(([a, b]) => mergeHistograms(a, b))
      : counted;
    // A failure shows where the histogram is awaited; until then it is nobody's.
    histogram.catch(() => undefined);
    // Counts come back later than the range: a GPU goes on meanwhile.
    const grid = this.#options.endsOnly ? { ...range, counts: new Uint32Array(0) } : await histogram;
    const own = this.#options.channels ? await channelSums(this.#numerics, x) : null;
    const channels = own && before?.channels ? addSums(before.channels, own) : own;
    const input = { grid, histogram, channels };
    this.#inputs.set(layer.inputTensor, input);
    this.#seen.add(layer.inputTensor);
    return input;
  }
}
