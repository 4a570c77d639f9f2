/** For each output position: the first source position it reads and the weights from there on (their sum is 1). */
export interface AxisWeights {
  readonly first: Int32Array;
  readonly weights: readonly Float64Array[];
}

/**
 * Weights of a bilinear resize of one axis, half-pixel centres. When shrinking, the triangle is widened by the
 * ratio (antialiasing), as Pillow's BILINEAR and TensorFlow's `antialias=True` do.
 * @param from first source pixel of the span that is read; it may be a fraction
 * @param length source pixels that become `outputs` pixels
 * @param size pixels that the source has in all; nothing outside is read
 */
export function resampleAxis(from: number, length: number, size: number, outputs: number): AxisWeights {
  const ratio = length / outputs;
  const reach = Math.max(1, ratio);
  const first = new Int32Array(outputs);
  const weights = Array.from({ length: outputs }, (_, output) => {
    const centre = from + (output + 0.5) * ratio;
    const low = Math.min(size - 1, Math.max(0, Math.ceil(centre - reach - 0.5)));
    const high = Math.min(size - 1, Math.max(0, Math.floor(centre + reach - 0.5)));
    first[output] = low;
    const row = Float64Array.from({ length: high - low + 1 }, (_, tap) =>
      Math.max(0, 1 - Math.abs(low + tap + 0.5 - centre) / reach),
    );
    const sum = row.reduce((total, weight) => total + weight, 0);
    // Beyond the edge only the edge pixel is left, at weight zero.
    return sum > 0 ? row.map((weight) => weight / sum) : row.fill(1 / row.length);
  });
  return { first, weights };
}
