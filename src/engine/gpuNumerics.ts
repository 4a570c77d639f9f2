import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { histogramScale } from '../core/quantize/histogram.ts';
import type { QuantParams } from '../core/quantize/quantParams.ts';
import { sumsPerImage } from '../core/sensitivity/errorSums.ts';
import { histogramKl } from '../core/sensitivity/histogramKl.ts';
import { outputBins } from '../core/sensitivity/outputHistogram.ts';
import { errorChunks, errorSumsProgram, sumsPerChunk } from './gpu/errorSumsProgram.ts';
import { fakeQuantizeChannelsProgram, fakeQuantizeProgram } from './gpu/fakeQuantizeProgram.ts';
import { histogramProgram } from './gpu/histogramProgram.ts';
import { outputHistogramProgram, outputHistogramUniforms } from './gpu/outputHistogramProgram.ts';
import { runProgram } from './gpu/runProgram.ts';
import { rangeChunks, valueRangeProgram } from './gpu/valueRangeProgram.ts';
import type { Numerics } from './Numerics.ts';
import { histogramBins } from './Numerics.ts';

/** WebGPU: one fused shader for each piece of arithmetic; small results are read back once they are needed. */
export const gpuNumerics: Numerics = {
  async valueRange(x) {
    const parts = await take(valueRanges(x, 1));
    let min = Infinity;
    let max = -Infinity;
    for (let i = 0; i < parts.length; i += 3) {
      if (parts[i + 2] !== 0) return { min: Number.NaN, max: Number.NaN };
      min = Math.min(min, parts[i]!);
      max = Math.max(max, parts[i + 1]!);
    }
    return { min, max };
  },

  async histogram(x, range) {
    const program = histogramProgram(x.size, histogramBins);
    const least = Math.fround(range.min);
    const counts = flat(x, (values) =>
      runProgram(
        program,
        [values],
        [int(x.size), int(program.workgroups), float(least), float(histogramScale(range, histogramBins))],
        'int32',
        tf.fill([histogramBins], 0, 'int32'),
      ),
    );
    return { min: range.min, max: range.max, counts: Uint32Array.from(await take(counts)) };
  },

  async channelSums(x) {
    const sums = tf.tidy(() => {
      // One sum per image first: float32 stays exact enough, and the host adds up in double precision.
      const images = x.shape[0] ?? 1;
      const channels = x.shape.at(-1) ?? 1;
      return tf.sum(tf.reshape(x, [images, -1, channels]), 1);
    });
    const parts = await take(sums);
    const out = new Float64Array(x.shape.at(-1) ?? 1);
    parts.forEach((part, i) => {
      out[i % out.length]! += part;
    });
    return out;
  },

  fakeQuantize(x, params) {
    const { scale, inverse, low, high } = bounds(params);
    const quantized = flat(x, (values) =>
      runProgram(
        fakeQuantizeProgram(x.size),
        [values],
        [float(scale), float(inverse), float(low), float(high)],
        'float32',
      ),
    );
    return reshaped(quantized, x.shape);
  },

  fakeQuantizeChannels(x, params, layout) {
    const grids = tf.tensor1d(
      params.flatMap((p) => {
        const { scale, inverse, low, high } = bounds(p);
        return [scale, inverse, low, high];
      }),
    );
    const quantized = flat(x, (values) =>
      runProgram(
        fakeQuantizeChannelsProgram(x.size),
        [values, grids],
        [int(layout.channels), int(layout.inner)],
        'float32',
      ),
    );
    grids.dispose();
    return reshaped(quantized, x.shape);
  },

  errorSums(reference, images) {
    const elements = reference.size / images;
    const chunks = errorChunks(elements);
    const program = errorSumsProgram(images, elements);
    let ranges: Tensor | null = valueRanges(reference, images);
    let parts: Tensor[] = [];
    const histogramOf = (y: Tensor): Tensor =>
      flat(y, (values) =>
        runProgram(
          outputHistogramProgram(images),
          [values, ranges!],
          outputHistogramUniforms(images, elements, rangeChunks(elements)).map(int),
          'int32',
        ),
      );
    let counts = [histogramOf(reference)];
    const dispose = (): void => {
      tf.dispose([parts, counts, ranges ?? []]);
      parts = [];
      counts = [];
      ranges = null;
    };
    return {
      add(y) {
        counts.push(histogramOf(y));
        parts.push(
          flat(reference, (a) =>
            flat(y, (b) =>
              runProgram(program, [a, b], [int(elements), int(chunks), int(images * chunks)], 'float32'),
            ),
          ),
        );
        // Buffers are only free for reuse once the work that reads them is submitted.
        submit();
      },
      async finish() {
        if (parts.length === 0) {
          dispose();
          return new Float64Array(0);
        }
        const taken = [take(tf.concat(parts, 0)), take(tf.concat(counts, 0))] as const;
        dispose();
        const [sums, histograms] = await Promise.all(taken);
        return joined(sums, chunks, histograms, images);
      },
      dispose,
    };
  },
};

/** Hands the recorded work to the device, as TensorFlow.js does after every 15 dispatches. */
function submit(): void {
  const backend = tf.backend() as unknown as {
    ensureCommandEncoderReady(): void;
    endComputePassEncoder(): void;
    submitQueue(): void;
  };
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.submitQueue();
}

/** Smallest and largest value of each chunk of each image, on the device: [images, chunks, 3]. */
function valueRanges(x: Tensor, images: number): Tensor {
  const elements = x.size / images;
  const program = valueRangeProgram(images, elements);
  return flat(x, (values) =>
    runProgram(
      program,
      [values],
      [int(elements), int(rangeChunks(elements)), int(program.workgroups)],
      'float32',
    ),
  );
}

/**
 * Error sums of each image: the parts [n, chunks, sumsPerChunk] added up, the last a maximum, and the KL of its histogram from
 * the reference's, which comes first in `histograms`: [1 + outputs, images, outputBins].
 */
function joined(
  parts: ArrayLike<number>,
  chunks: number,
  histograms: Float32Array | Int32Array,
  images: number,
): Float64Array {
  const rows = parts.length / (chunks * sumsPerChunk);
  const out = new Float64Array(rows * sumsPerImage);
  for (let i = 0; i < parts.length; i++) {
    const k = i % sumsPerChunk;
    const at = Math.floor(i / (sumsPerChunk * chunks)) * sumsPerImage + k;
    out[at] = k === sumsPerChunk - 1 ? Math.max(out[at]!, parts[i]!) : out[at]! + parts[i]!;
  }
  const countsOf = (row: number) => histograms.subarray(row * outputBins, (row + 1) * outputBins);
  for (let row = 0; row < rows; row++) {
    const kl = histogramKl(countsOf(row % images), countsOf(images + row));
    out[row * sumsPerImage + sumsPerChunk] = kl;
  }
  return out;
}

function bounds(p: QuantParams): { scale: number; inverse: number; low: number; high: number } {
  return { scale: p.scale, inverse: p.inverse, low: p.qmin - p.zero, high: p.qmax - p.zero };
}

/** Hands the tensor on as one row; the view shares its data. */
function flat<T>(x: Tensor, use: (values: Tensor) => T): T {
  const view = tf.reshape(x, [x.size]);
  const result = use(view);
  view.dispose();
  return result;
}

function reshaped(x: Tensor, shape: number[]): Tensor {
  const view = tf.reshape(x, shape);
  x.dispose();
  return view;
}

async function take(x: Tensor): Promise<Float32Array | Int32Array> {
  const values = await x.data<'float32' | 'int32'>();
  x.dispose();
  return values;
}

const int = (value: number) => ({ type: 'int32' as const, data: [value] });
const float = (value: number) => ({ type: 'float32' as const, data: [value] });
