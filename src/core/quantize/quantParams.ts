/** The span of values a grid must cover. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface GridOptions {
  /** Same reach on both sides of zero; the zero point is 0. */
  readonly symmetric: boolean;
  /** Signed integers. With `symmetric` the grid is -(2^(b-1)-1) .. 2^(b-1)-1, else -2^(b-1) .. 2^(b-1)-1. */
  readonly signed: boolean;
  /** Rounds the scale up to a power of two, so that hardware may shift instead of multiply. */
  readonly powerOfTwo: boolean;
}

/**
 * One grid: `y = scale * (q - zero)` with q an integer in qmin..qmax. `scale` and `inverse` are float32 values,
 * `zero` is an integer inside qmin..qmax, so the real value 0 lies on the grid exactly.
 */
export interface QuantParams {
  readonly scale: number;
  /** fround(1 / scale): every backend multiplies by it, because only multiplication is correctly rounded on a GPU. */
  readonly inverse: number;
  readonly zero: number;
  readonly qmin: number;
  readonly qmax: number;
}

/**
 * Scales below 2^-100 are raised to it: values and inverse then stay clear of subnormals, which GPUs may flush
 * to zero, and every backend gives the same bits.
 */
const smallestScale = 2 ** -100;

/** Activations as METHOD has them: unsigned and asymmetric unless told otherwise. */
export const activationGrid: GridOptions = { symmetric: false, signed: false, powerOfTwo: false };
/** Weights: signed and symmetric. */
export const weightGrid: GridOptions = { symmetric: true, signed: true, powerOfTwo: false };

/**
 * The grid of `bits` (2..16) that covers `range`, widened to hold zero. A symmetric unsigned grid is for ranges
 * without negative values; with negative values a symmetric grid is signed whatever `signed` says.
 * Throws on a width outside 2..16 or a range that is not finite.
 */
export function quantParams(range: Range, bits: number, options: GridOptions): QuantParams {
  if (!Number.isInteger(bits) || bits < 2 || bits > 16) {
    throw new Error(`A quantization grid has 2 to 16 bits, not ${bits}.`);
  }
  if (!Number.isFinite(range.min) || !Number.isFinite(range.max)) {
    throw new Error(
      `The values to quantize are not finite (${range.min} .. ${range.max}); check the network's input and weights.`,
    );
  }
  const min = Math.min(range.min, 0);
  const max = Math.max(range.max, 0);
  if (options.symmetric) {
    const signed = options.signed || min < 0;
    const qmax = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
    return { ...scaleOf(Math.max(-min, max) / qmax, options), zero: 0, qmin: signed ? -qmax : 0, qmax };
  }
  const qmin = options.signed ? -(2 ** (bits - 1)) : 0;
  const qmax = qmin + 2 ** bits - 1;
  const grid = scaleOf((max - min) / (qmax - qmin), options);
  const zero = Math.min(qmax, Math.max(qmin, qmin + roundHalfEven(-min / grid.scale)));
  return { ...grid, zero, qmin, qmax };
}

/** Rounds to the nearest integer, halves to the even one; exact for |x| < 2^51. */
export function roundHalfEven(x: number): number {
  return x + roundingMagic - roundingMagic;
}

/** 1.5 * 2^52: adding it leaves no fraction bits, so the hardware rounds half to even. */
export const roundingMagic = 6755399441055744;

function scaleOf(exact: number, options: GridOptions): { scale: number; inverse: number } {
  // A range of nothing but zero: any grid represents it.
  if (exact === 0) return { scale: 1, inverse: 1 };
  let scale = Math.max(exact, smallestScale);
  if (options.powerOfTwo) scale = 2 ** Math.ceil(Math.log2(scale) - 1e-9);
  scale = Math.fround(scale);
  return { scale, inverse: Math.fround(1 / scale) };
}
