import { histogramScale } from '../core/quantize/histogram.ts';
import { sumsPerImage } from '../core/sensitivity/errorSums.ts';
import { hostNumerics } from './hostNumerics.ts';
import type { Numerics } from './Numerics.ts';
import { histogramBins } from './Numerics.ts';
import type { WasmHeap } from './wasmHeap.ts';

/**
 * WebAssembly with SIMD: our own kernels on TensorFlow.js's memory, about ten times faster than the loops in JavaScript.
 * Filters, which are small, are quantized by the core's loops.
 */
export function wasmNumerics(heap: WasmHeap): Numerics {
  const { kernels } = heap;
  return {
    ...hostNumerics,
    async valueRange(x) {
      if (x.size === 0) return { min: 0, max: 0 };
      return heap.scratch(12, (out, buffer) => {
        kernels.valueRange(heap.pointer(x), x.size, out);
        const [min, max, strange] = new Float32Array(buffer, out, 3);
        return strange === 0 ? { min: min!, max: max! } : { min: Number.NaN, max: Number.NaN };
      });
    },
    async histogram(x, range) {
      const scale = histogramScale(range, histogramBins);
      return heap.scratch(histogramBins * 16, (tables, buffer) => {
        kernels.histogram(heap.pointer(x), x.size, range.min, scale, histogramBins, tables);
        const lanes = new Uint32Array(buffer, tables, histogramBins * 4);
        const counts = new Uint32Array(histogramBins);
        for (let i = 0; i < lanes.length; i++) counts[i % histogramBins]! += lanes[i]!;
        return { min: range.min, max: range.max, counts };
      });
    },
    fakeQuantize(x, p) {
      const y = heap.empty(x.shape);
      kernels.fakeQuantize(
        heap.pointer(x),
        heap.pointer(y),
        x.size,
        p.scale,
        p.inverse,
        p.qmin - p.zero,
        p.qmax - p.zero,
      );
      return y;
    },
    errorSums(reference, images) {
      const all: Float64Array[] = [];
      const row = sumsPerImage * Float64Array.BYTES_PER_ELEMENT;
      const elements = reference.size / images;
      return {
        add(y) {
          const sums = heap.scratch(images * row, (out, buffer) => {
            for (let image = 0; image < images; image++) {
              const from = image * elements * Float32Array.BYTES_PER_ELEMENT;
              kernels.errorSums(
                heap.pointer(reference) + from,
                heap.pointer(y) + from,
                elements,
                out + image * row,
              );
            }
            return new Float64Array(buffer, out, images * sumsPerImage).slice();
          });
          all.push(sums);
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
}
