import { type FilterAxes, firstInput, inputChannels } from './filterAxes.ts';

/**
 * What to add to each output channel's bias so that quantizing the weights does not move the layer's expected output
 * (Nagel et al. 2019, "Data-Free Quantization Through Weight Equalization and Bias Correction", arXiv 1906.04721, section
 * 4.2, here with means measured on the calibration data instead of derived from batch norm):
 *
 *     correction[o] = sum over taps and input channels i of (weights - quantized)[tap, i, o] * means[i]
 *
 * Padding is ignored: at the border, where taps read zeros, the correction is a little too large. A transposed convolution's
 * taps are spread over stride x stride output values, so there each output gets that share of the sum.
 * @param means E[x] of every input channel, in float
 */
export function biasCorrection(
  weights: Float32Array,
  quantized: Float32Array,
  axes: FilterAxes,
  means: ArrayLike<number>,
): Float64Array {
  if (means.length !== inputChannels(axes))
    throw new Error(
      `A layer with ${inputChannels(axes)} input channels needs as many means, not ${means.length}.`,
    );
  const { taps, inputs, outputs, inputStride, outputStride, tapShare } = axes;
  const first = Int32Array.from({ length: outputs }, (_, o) => firstInput(axes, o));
  const correction = new Float64Array(outputs);
  for (let tap = 0; tap < taps; tap++) {
    const from = tap * inputs * outputs;
    for (let i = 0; i < inputs; i++) {
      let at = from + i * inputStride;
      for (let o = 0; o < outputs; o++, at += outputStride)
        correction[o]! += (weights[at]! - quantized[at]!) * means[first[o]! + i]!;
    }
  }
  return tapShare === 1 ? correction : correction.map((sum) => sum * tapShare);
}
