import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { Tensor } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-core';
import { fakeQuantize, fakeQuantizeChannels } from '../core/quantize/fakeQuantize.ts';
import { histogram, valueRange } from '../core/quantize/histogram.ts';
import { errorSums, referenceHistograms, sumsPerImage } from '../core/sensitivity/errorSums.ts';
import type { Numerics } from './Numerics.ts';
import { histogramBins } from './Numerics.ts';

/**
 * WebAssembly and plain CPU: the core's own loops over the tensors' memory, without copies. One fused loop is several times
 * faster than a chain of TensorFlow.js ops, each of which reads and writes the whole tensor.
 */
export const hostNumerics: Numerics = {
  async valueRange(x) {
    return valueRange(valuesOf(x));
  },
  async histogram(x, range) {
    return histogram(valuesOf(x), range, histogramBins);
  },
  async channelSums(x) {
    const channels = x.shape.at(-1) ?? 1;
    const values = valuesOf(x);
    const sums = new Float64Array(channels);
    for (let i = 0; i < values.length; ) for (let c = 0; c < channels; c++) sums[c]! += values[i++]!;
    return sums;
  },
  fakeQuantize(x, params) {
    const { tensor, values } = emptyLike(x);
    fakeQuantize(valuesOf(x), params, values());
    return tensor();
  },
  fakeQuantizeChannels(x, params, layout) {
    const { tensor, values } = emptyLike(x);
    fakeQuantizeChannels(valuesOf(x), params, layout, values());
    return tensor();
  },
  errorSums(reference, images) {
    const all: Float64Array[] = [];
    const histograms = referenceHistograms(valuesOf(reference), images);
    return {
      add(y) {
        all.push(errorSums(valuesOf(reference), valuesOf(y), images, histograms));
      },
      dispose() {},
      async finish() {
        const out = new Float64Array(all.length * images * sumsPerImage);
        all.forEach((sums, i) => {
          out.set(sums, i * images * sumsPerImage);
        });
        return out;
      },
    };
  },
};

/** The values of a tensor where they lie; valid until the next allocation. */
function valuesOf(x: Tensor): Float32Array {
  const backend = tf.backend();
  if (isWasm(backend)) return backend.typedArrayFromHeap(x) as Float32Array;
  return x.dataSync<'float32'>();
}

/** A new tensor of x's shape: first write `values()`, then take `tensor()`. */
function emptyLike(x: Tensor): { values: () => Float32Array; tensor: () => Tensor } {
  const backend = tf.backend();
  if (isWasm(backend)) {
    const info = backend.makeOutput(x.shape, 'float32');
    return {
      values: () => backend.typedArrayFromHeap(info) as Float32Array,
      tensor: () => tf.engine().makeTensorFromTensorInfo(info),
    };
  }
  const values = new Float32Array(x.size);
  return { values: () => values, tensor: () => tf.tensor(values, x.shape, 'float32') };
}

function isWasm(backend: unknown): backend is BackendWasm {
  return typeof (backend as Partial<BackendWasm>).typedArrayFromHeap === 'function';
}
