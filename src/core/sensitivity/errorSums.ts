/** Per image: sum (x-y)^2, sum x^2, sum y^2, sum x*y, max |x-y|. */
export const sumsPerImage = 5;

/**
 * Error sums of `y` (the layer's output at a pair) against `x` (its output at the reference), image by image, in double
 * precision. `x` holds `images` equal parts. Writes `sumsPerImage` numbers an image into `out` from `offset` on.
 */
export function errorSums(
  x: Float32Array,
  y: Float32Array,
  images: number,
  out: Float64Array = new Float64Array(images * sumsPerImage),
  offset = 0,
): Float64Array {
  const size = x.length / images;
  if (y.length !== x.length || !Number.isInteger(size)) {
    throw new Error(
      `Outputs of ${x.length} and ${y.length} values cannot be compared over ${images} images.`,
    );
  }
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
    const at = offset + image * sumsPerImage;
    out[at] = squares;
    out[at + 1] = xx;
    out[at + 2] = yy;
    out[at + 3] = xy;
    out[at + 4] = most;
  }
  return out;
}
