import { type Tensor, tensor1d } from '@tensorflow/tfjs-core';
import type { Layer } from '../core/model/Layer.ts';
import type { ModelNode } from '../core/model/Model.ts';
import type { Pair } from '../core/profile/Pair.ts';
import type { QuantParams } from '../core/quantize/quantParams.ts';
import { weightChannels } from '../core/quantize/weightChannels.ts';
import type { Operands } from '../core/sensitivity/AqsTable.ts';
import { sumsPerImage } from '../core/sensitivity/errorSums.ts';
import type { GraphRunner } from './GraphRunner.ts';
import type { Numerics } from './Numerics.ts';

export interface LayerJob {
  readonly layer: Layer;
  readonly node: ModelNode;
  readonly pairs: readonly Pair[];
  readonly operands: Operands;
  /** The grids of the filter and of the input at so many bits. */
  weightGrids(bits: number): readonly QuantParams[];
  inputGrid(bits: number): QuantParams;
  /** The bias to run with while the filter is at so many bits; null: the layer's own. */
  bias(bits: number): Float32Array | null;
}

/** `null` bits: left in float. */
type Bits = number | null;

interface Combination {
  readonly weights: Bits;
  readonly input: Bits;
}

/**
 * Error sums of one layer at every pair of the job against its float output on the same batch: [pairs, images, 6]. The layer
 * runs as the hardware runs it, bias and activation included, once for each distinct combination of widths. Quantized operands
 * of the smaller kind are kept while the others pass by, so that peak memory is one or two tensors above plain inference.
 * Widths are not stacked along the batch or the channels: on WebAssembly that was measured to be as fast or slower.
 * Yields the multiply-accumulates of each run of the layer; ending the generator early disposes what it holds.
 */
export async function* measureLayer(
  runner: GraphRunner,
  numerics: Numerics,
  job: LayerJob,
  input: Tensor,
  filter: Tensor,
  reference: Tensor,
): AsyncGenerator<number, Float64Array, undefined> {
  const images = reference.shape[0]!;
  const combinations = job.pairs.map((pair) => combinationOf(pair, job.operands));
  const distinct = [...new Map(combinations.map((c) => [keyOf(c), c])).values()];
  const layout = weightChannels(job.node.op, filter.shape);
  const inputs = new Operand(input, (bits) => numerics.fakeQuantize(input, job.inputGrid(bits)));
  const filters = new Operand(filter, (bits) =>
    numerics.fakeQuantizeChannels(filter, job.weightGrids(bits), layout),
  );
  const filtersPass = filter.size > input.size;
  distinct.sort((a, b) => compare(filtersPass ? [a.weights, b.weights] : [a.input, b.input]));
  const passing = filtersPass ? filters : inputs;

  const sums = numerics.errorSums(reference, images);
  let measured: Float64Array;
  try {
    for (const { weights, input: bits } of distinct) {
      passing.keepOnly(filtersPass ? weights : bits);
      const float = weights === null && bits === null;
      if (float) {
        sums.add(reference);
      } else {
        const corrected = weights === null ? null : job.bias(weights);
        const bias = corrected ? tensor1d(corrected) : undefined;
        const y = runner.runLayer(job.node, inputs.at(bits), filters.at(weights), bias);
        bias?.dispose();
        sums.add(y);
        y.dispose();
      }
      yield float ? 0 : job.layer.macs * images;
    }
    measured = await sums.finish();
  } finally {
    sums.dispose();
    inputs.dispose();
    filters.dispose();
  }

  const order = distinct.map(keyOf);
  const row = images * sumsPerImage;
  const values = new Float64Array(job.pairs.length * row);
  combinations.forEach((combination, i) => {
    const at = order.indexOf(keyOf(combination)) * row;
    values.set(measured.subarray(at, at + row), i * row);
  });
  return values;
}

/** One operand of a layer at several widths, each made when it is first asked for. */
class Operand {
  readonly #original: Tensor;
  readonly #make: (bits: number) => Tensor;
  readonly #made = new Map<number, Tensor>();

  constructor(original: Tensor, make: (bits: number) => Tensor) {
    this.#original = original;
    this.#make = make;
  }

  at(bits: Bits): Tensor {
    if (bits === null) return this.#original;
    const made = this.#made.get(bits) ?? this.#make(bits);
    this.#made.set(bits, made);
    return made;
  }

  keepOnly(bits: Bits): void {
    for (const [width, tensor] of this.#made) {
      if (width === bits) continue;
      tensor.dispose();
      this.#made.delete(width);
    }
  }

  dispose(): void {
    this.keepOnly(null);
  }
}

/** Orders widths, float last. */
function compare([a, b]: readonly [Bits, Bits]): number {
  return (a ?? 1000) - (b ?? 1000);
}

function combinationOf(pair: Pair, operands: Operands): Combination {
  return {
    weights: operands === 'input' || pair.weightFloat ? null : pair.weightBits,
    input: operands === 'weights' || pair.activationFloat ? null : pair.activationBits,
  };
}

function keyOf({ weights, input }: Combination): string {
  return `${weights ?? 'float'}/${input ?? 'float'}`;
}

/** How often the layer runs at these pairs, its float run included. */
export function layerRuns(pairs: readonly Pair[], operands: Operands): number {
  const keys = new Set(pairs.map((pair) => keyOf(combinationOf(pair, operands))));
  keys.delete('float/float');
  return 1 + keys.size;
}
