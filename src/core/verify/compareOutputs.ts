import type { OutputHead } from './OutputHead.ts';

/** How one output of the network differs from the float network's, image by image. */
export interface HeadErrors {
  readonly head: string;
  /** KL(float || quantized) in nats, for `classes`; empty for others. */
  readonly kl: Float64Array;
  /** Index of the largest value, of the float network and of the quantized one; empty unless `classes`. */
  readonly topFloat: Int32Array;
  readonly top: Int32Array;
  /** sum (x-y)^2 and sum x^2 over the output's values; x float, y quantized. */
  readonly error: Float64Array;
  readonly signal: Float64Array;
  /** Largest minus smallest value of the float output: what PSNR is measured against. */
  readonly span: Float64Array;
}

/** Keeps probabilities of zero from making a KL of infinity; below what float32 resolves beside 1. */
const floor = 1e-10;

/**
 * Compares an output with the float network's on the same images. KL is over softmax probabilities with the floor 1e-10.
 * @param reference [images, head.size] of the float network @param output [images, head.size] of the quantized one
 * Throws where the sizes do not fit.
 */
export function compareOutputs(
  head: OutputHead,
  reference: ArrayLike<number>,
  output: ArrayLike<number>,
  images: number,
): HeadErrors {
  const { size } = head;
  if (reference.length !== images * size || output.length !== images * size) {
    throw new Error(
      `Output "${head.name}" has ${output.length} values where ${images} images of ${size} were expected.`,
    );
  }
  const classes = head.kind === 'classes';
  const kl = new Float64Array(classes ? images : 0);
  const topFloat = new Int32Array(classes ? images : 0);
  const top = new Int32Array(classes ? images : 0);
  const error = new Float64Array(images);
  const signal = new Float64Array(images);
  const span = new Float64Array(images);
  for (let image = 0; image < images; image++) {
    const from = image * size;
    let low = Infinity;
    let high = -Infinity;
    let most = -Infinity;
    for (let i = 0; i < size; i++) {
      const x = reference[from + i]!;
      const y = output[from + i]!;
      error[image]! += (x - y) ** 2;
      signal[image]! += x * x;
      low = Math.min(low, x);
      if (x > high) {
        high = x;
        if (classes) topFloat[image] = i;
      }
      if (y > most) {
        most = y;
        if (classes) top[image] = i;
      }
    }
    span[image] = size > 0 ? high - low : 0;
    if (classes) kl[image] = divergence(head, reference, output, from);
  }
  return { head: head.name, kl, topFloat, top, error, signal, span };
}

/** KL(x || y) of one image. */
function divergence(
  { size, probabilities }: OutputHead,
  reference: ArrayLike<number>,
  output: ArrayLike<number>,
  from: number,
): number {
  const x = logShares(reference, from, size, probabilities);
  const y = logShares(output, from, size, probabilities);
  let total = 0;
  for (let i = 0; i < size; i++) total += Math.exp(x[i]!) * (x[i]! - y[i]!);
  // Rounding may leave a little less than nothing.
  return Math.max(0, total);
}

/** Log of each class's probability, never below log(floor). */
function logShares(
  values: ArrayLike<number>,
  from: number,
  size: number,
  probabilities: boolean,
): Float64Array {
  const logs = new Float64Array(size);
  if (probabilities) {
    for (let i = 0; i < size; i++) logs[i] = Math.log(Math.max(values[from + i]!, floor));
    return logs;
  }
  let most = -Infinity;
  for (let i = 0; i < size; i++) most = Math.max(most, values[from + i]!);
  let sum = 0;
  for (let i = 0; i < size; i++) sum += Math.exp(values[from + i]! - most);
  const shift = most + Math.log(sum);
  for (let i = 0; i < size; i++) logs[i] = Math.max(values[from + i]! - shift, Math.log(floor));
  return logs;
}

/** Joins what batches of images gave, in order. */
export function joinHeadErrors(batches: readonly HeadErrors[]): HeadErrors {
  const first = batches[0];
  if (!first) throw new Error('There is nothing to join.');
  const floats = (pick: (errors: HeadErrors) => Float64Array): Float64Array =>
    Float64Array.from(batches.flatMap((errors) => Array.from(pick(errors))));
  const ints = (pick: (errors: HeadErrors) => Int32Array): Int32Array =>
    Int32Array.from(batches.flatMap((errors) => Array.from(pick(errors))));
  return {
    head: first.head,
    kl: floats((e) => e.kl),
    topFloat: ints((e) => e.topFloat),
    top: ints((e) => e.top),
    error: floats((e) => e.error),
    signal: floats((e) => e.signal),
    span: floats((e) => e.span),
  };
}
