import type { Tensor } from '@tensorflow/tfjs-core';
import { histogramScale } from '../core/quantize/histogram.ts';
import { type ReferenceHistogram, sumsPerImage } from '../core/sensitivity/errorSums.ts';
import { histogramKl } from '../core/sensitivity/histogramKl.ts';
import {
  type BinScale,
  binScale,
  type OutputSample,
  outputBins,
  outputSample,
  sampleGroup,
} from '../core/sensitivity/outputHistogram.ts';
import { hostNumerics } from './hostNumerics.ts';
import type { Numerics } from './Numerics.ts';
import { histogramBins } from './Numerics.ts';
import type { WasmHeap } from './wasmHeap.ts';

const valueBytes = Float32Array.BYTES_PER_ELEMENT;
const countBytes = Uint32Array.BYTES_PER_ELEMENT;

/** The histogram kernel has a table for each lane of a SIMD register. */
const lanes = 4;

/**
 * WebAssembly with SIMD: our own kernels on TensorFlow.js's memory, about ten times faster than the loops in JavaScript.
 * Filters, which are small, are quantized by the core's loops.
 */
export function wasmNumerics(heap: WasmHeap): Numerics {
  const { kernels } = heap;

  const rangeOf = (pointer: number, count: number): { min: number; max: number } => {
    if (count === 0) return { min: 0, max: 0 };
    return heap.scratch(12, (out, buffer) => {
      kernels.valueRange(pointer, count, out);
      const [min, max, strange] = new Float32Array(buffer, out, 3);
      return strange === 0 ? { min: min!, max: max! } : { min: Number.NaN, max: Number.NaN };
    });
  };

  const countInto = (
    pointer: number,
    { count, stride }: OutputSample,
    { least, scale }: BinScale,
    bins: number,
    tables: number,
  ): void => {
    const skip = (stride - 1) * sampleGroup * valueBytes;
    kernels.histogram(pointer, count, skip, least, scale, bins, tables);
  };

  const countsOf = (pointer: number, sample: OutputSample, scale: BinScale, bins: number): Uint32Array =>
    heap.scratch(bins * lanes * countBytes, (tables, buffer) => {
      countInto(pointer, sample, scale, bins, tables);
      return added(new Uint32Array(buffer, tables, bins * lanes));
    });

  return {
    ...hostNumerics,
    async valueRange(x) {
      return rangeOf(heap.pointer(x), x.size);
    },
    async histogram(x, range) {
      const bins = { least: range.min, scale: histogramScale(range, histogramBins) };
      const counts = countsOf(heap.pointer(x), { count: x.size, stride: 1 }, bins, histogramBins);
      return { min: range.min, max: range.max, counts };
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
      const sample = outputSample(elements);
      const part = partOf(sample.stride);
      const at = (x: Tensor, image: number): number => heap.pointer(x) + image * elements * valueBytes;
      const histograms = Array.from({ length: images }, (_, image): ReferenceHistogram => {
        const x = at(reference, image);
        const bins = binScale(rangeOf(x, elements));
        return { bins, counts: countsOf(x, sample, bins, outputBins) };
      });

      /** One image, part by part, so that what was just summed is counted while the cache still has it. */
      const compare = (x: number, y: number, bins: BinScale, sums: number, tables: number): void => {
        let counted = 0;
        for (let start = 0; start < elements; start += part) {
          const from = start * valueBytes;
          kernels.errorSums(x + from, y + from, Math.min(part, elements - start), sums);
          const count = Math.min(part / sample.stride, sample.count - counted);
          if (count > 0) countInto(y + from, { ...sample, count }, bins, outputBins, tables);
          counted += count;
        }
      };

      return {
        add(y) {
          const counts = outputBins * lanes;
          const sums = heap.scratch(images * (row + counts * countBytes), (out, buffer) => {
            const tables = (image: number): number => out + images * row + image * counts * countBytes;
            histograms.forEach(({ bins }, image) => {
              compare(at(reference, image), at(y, image), bins, out + image * row, tables(image));
            });
            const sums = new Float64Array(buffer, out, images * sumsPerImage).slice();
            histograms.forEach((histogram, image) => {
              const changed = added(new Uint32Array(buffer, tables(image), counts));
              sums[image * sumsPerImage + 5] = histogramKl(histogram.counts, changed);
            });
            return sums;
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

/** The tables of the lanes as one. */
function added(tables: Uint32Array): Uint32Array {
  const bins = tables.length / lanes;
  const counts = new Uint32Array(bins);
  for (let i = 0; i < tables.length; i++) counts[i % bins]! += tables[i]!;
  return counts;
}

/** Values that are summed and counted at once, about 8,192: whole groups and strides. */
function partOf(stride: number): number {
  const step = sampleGroup * stride;
  return step * Math.max(1, Math.round(8192 / step));
}
