/**
 * What a swap can be expected to gain when its two predictions are uncertain: E[max(0, G - L)] for a predicted gain and loss
 * that are log-normal about their values. (Margrabe 1978: the value of exchanging one asset for another.) From an optimal
 * plan every swap is predicted to lose; those with much to gain and nearly as much to lose are worth a measurement.
 * @param uncertainty standard deviation of log(G / L)
 */
export function expectedGain(gain: number, loss: number, uncertainty: number): number {
  if (gain <= 0) return 0;
  if (loss <= 0) return gain - loss;
  const d = Math.log(gain / loss) / uncertainty;
  const half = uncertainty / 2;
  return Math.max(0, gain * normalShare(d + half) - loss * normalShare(d - half));
}

/** Standard normal distribution function; Abramowitz and Stegun 26.2.17, error below 7.5e-8. */
function normalShare(x: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(x));
  const tail =
    (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return x >= 0 ? 1 - tail : tail;
}
