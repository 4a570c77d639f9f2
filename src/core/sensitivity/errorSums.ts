import { valueRange } from '../quantize/histogram.ts';
import { histogramKl } from './histogramKl.ts';
import { type BinScale, binScale, outputHistogram } from './outputHistogram.ts';

/** Per image: sum (x-y)^2, sum x^2, sum y^2, sum x*y, max |x-y|, KL of y's histogram from x's in nats. */
export const sumsPerImage = 6;

/** One image's histogram of the reference output. */
export interface ReferenceHistogram {
  readonly bins: BinScale;
  readonly counts: ArrayLike<number>;
}

/** Histograms of `x`, each image over its own range. `x` holds `images` equal parts. */
export function referenceHistograms(x: Float32Array, images: number): readonly ReferenceHistogram[] {
  const size = x.length / images;
  return Array.from({ length: images }, (_, image) => {
    const from = image * size;
    const bins = binScale(valueRange(x.subarray(from, from + size)));
    return { bins, counts: outputHistogram(x, from, size, bins) };
  });
}

/**
 * Error sums of `y` (the layer's output at a pair) against `x` (its output at the reference), image by image, in double
 * precision: [images, sumsPerImage]. `x` holds `images` equal parts; `histograms` are its own, for callers that compare several.
 */
export function errorSums(
  x: Float32Array,
  y: Float32Array,
  images: number,
  histograms?: readonly ReferenceHistogram[],
): Float64Array {
  const size = x.length / images;
  if (y.length !== x.length || !Number.isInteger(size)) {
    throw new Error(
      `Outputs of ${x.length} and ${y.length} values cannot be compared over ${images} images.`,
    );
  }
  const out = new Float64Array(images * sumsPerImage);
  const references = histograms ?? referenceHistograms(x, images);
  for (let image = 0; image < images; image++) {
    const end = (image + 1) * size;
    let squares = 0;
    let xx = 0;
    let xy = 0;
    let yy = 0;
    let most = 0;
    for (let i = image * size; i < end; i++) {
      const a = x[i]!;
      const b = y[i]!;
      const d = a - b;
      squares += d * d;
      xx += a * a;
      yy += b * b;
      xy += a * b;
      const e = d < 0 ? -d : d;
      if (e > most) most = e;
    }
    const { bins, counts } = references[image]!;
    const kl = histogramKl(counts, outputHistogram(y, image * size, size, bins));
    out.set([squares, xx, yy, xy, most, kl], image * sumsPerImage);
  }
  return out;
}
