/** Half a count in every bin, the estimate of Krichevsky and Trofimov (1981): no bin is empty, and few values prove little. */
const smoothing = 0.5;

/**
 * How much a distribution changed: KL(P || Q) = sum P ln(P / Q) in nats, P and Q being two histograms of equal bins and
 * totals with half a count added to every bin. 0 for equal histograms, finite for all others. This is what entropy calibration
 * minimizes (S. Migacz, 8-bit Inference with TensorRT, GTC 2017; ONNX Runtime's calibrate.py), which smooths by 0.0001
 * counts instead; then single values in bins that the other left empty would decide.
 */
export function histogramKl(float: ArrayLike<number>, quantized: ArrayLike<number>): number {
  let sum = 0;
  let total = 0;
  for (let bin = 0; bin < float.length; bin++) {
    const p = float[bin]! + smoothing;
    const q = quantized[bin]! + smoothing;
    total += p;
    if (p !== q) sum += p * Math.log(p / q);
  }
  // Rounding may leave a trace below zero.
  return Math.max(0, sum / total);
}
