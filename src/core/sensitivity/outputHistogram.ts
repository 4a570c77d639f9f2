import type { Range } from '../quantize/quantParams.ts';

/**
 * Bins of an output's histogram. ONNX Runtime's entropy calibration takes 128, over whole data sets; over one image most of what
 * they show is chance, values that cross an edge. On MobileNet v1 0.25 with 8 images, {2, 4, 8} bits, KL over 32 bins and a
 * sample ranks the layers as the histograms of all images together do (Spearman 0.68 to 0.97); over 128 bins and all
 * values it does so less (0.56 to 0.87).
 */
export const outputBins = 32;

/** Values of each image that are counted, at least, where it has them. */
const sampleSize = 8192;

/** Values that are counted in a row: a cache line. */
export const sampleGroup = 16;

/** Where the bins lie: a value v falls into bin `(v - least) * scale`, in float32. */
export interface BinScale {
  readonly least: number;
  readonly scale: number;
}

/**
 * Equal bins over the range of the float output. A constant output gets a narrow range around its value, so that any
 * other value falls beside it; one that is not finite gets one bin for everything. All in float32, operation by operation
 * as the shader does it: every backend has the same bins.
 */
export function binScale({ min, max }: Range): BinScale {
  const fround = Math.fround;
  let width = fround(max - min);
  let least = fround(min);
  if (!(width < Infinity)) return { least: 0, scale: 0 };
  if (width <= 2 ** -100) {
    const half = Math.max(Math.abs(least) * 2 ** -16, 2 ** -80);
    least = fround(least - half);
    width = 2 * half;
  }
  return { least, scale: fround(outputBins / width) };
}

/** Which values of an image are counted: groups of `sampleGroup`, `stride` groups from one to the next, `count` values in all. */
export interface OutputSample {
  readonly stride: number;
  readonly count: number;
}

/**
 * Small outputs are counted whole, of large ones at least 8,192 values: counting costs three times what error sums do. The
 * stride has no factor in common with the size, hence none with height, width or channels: the sample favours none of them.
 */
export function outputSample(elements: number): OutputSample {
  let stride = Math.max(1, Math.floor(elements / sampleSize));
  while (divisor(stride, elements) > 1) stride--;
  if (stride === 1) return { stride, count: elements };
  return { stride, count: sampleGroup * Math.ceil(Math.floor(elements / sampleGroup) / stride) };
}

/** Greatest common divisor. */
function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}

/** Counts of one image's output, `elements` values from `from` on; values beside the bins fall into the first or last. */
export function outputHistogram(
  values: Float32Array,
  from: number,
  elements: number,
  { least, scale }: BinScale,
): Uint32Array {
  const { stride, count } = outputSample(elements);
  const counts = new Uint32Array(outputBins);
  const fround = Math.fround;
  const skip = sampleGroup * (stride - 1);
  for (let i = from, taken = 0; taken < count; i += skip) {
    for (const end = Math.min(count, taken + sampleGroup); taken < end; taken++, i++) {
      const place = fround(fround(values[i]! - least) * scale);
      // NaN falls into the first bin.
      counts[place > 0 ? Math.min(outputBins - 1, place) | 0 : 0]!++;
    }
  }
  return counts;
}
