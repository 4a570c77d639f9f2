/** What an output is probed for: a classifier's KL, or the normalized squared error of plain values. */
export type ProbeKind = 'kl' | 'nmse';

/**
 * Directions u_1 .. u_n for one image and one output such that, for a small change d of the output,
 * sum over s of (u_s . d)^2 is the damage: KL(float || changed) in nats for `kl`, ||d||^2 / ||x||^2 for `nmse`.
 *
 * To second order KL is d' F d / 2 with F = diag(p) - p p' of the float probabilities p (the Fisher information of the
 * softmax). The directions are the leading eigenvectors of F, of which a confident image has few, scaled so that together they
 * have the whole trace of F: exact with one probe less than there are classes, and without the noise of random directions, which
 * was measured to cost more rank correlation than the scaling. `nmse` has random signs.
 * @param values the output of the float network for this image: logits for `kl` @param count n, at least 1
 * @param next random numbers, uniform in [0, 1)
 */
export function outputProbes(
  kind: ProbeKind,
  values: ArrayLike<number>,
  count: number,
  next: () => number,
): Float32Array[] {
  return kind === 'kl' ? softmaxProbes(values, count, next) : signProbes(values, count, next);
}

function signProbes(values: ArrayLike<number>, count: number, next: () => number): Float32Array[] {
  let signal = 1e-8;
  for (let i = 0; i < values.length; i++) signal += values[i]! ** 2;
  const size = 1 / Math.sqrt(signal * count);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: values.length }, () => (next() < 0.5 ? -size : size)),
  );
}

function softmaxProbes(logits: ArrayLike<number>, count: number, next: () => number): Float32Array[] {
  const p = softmax(logits);
  const leading = leadingDirections(p, Math.min(count, p.length - 1), next);
  const trace = p.reduce((sum, x) => sum + x * (1 - x), 0);
  const found = leading.reduce((sum, { value }) => sum + value, 0);
  const scale = found > 0 ? trace / found : 0;
  const probes: Float32Array[] = leading.map(({ direction, value }) => {
    // The sign is free; a random one keeps several outputs of one network from adding up.
    const size = Math.sqrt((value * scale) / 2) * (next() < 0.5 ? -1 : 1);
    return Float32Array.from(direction, (q) => q * size);
  });
  while (probes.length < count) probes.push(new Float32Array(p.length));
  return probes;
}

interface Leading {
  readonly direction: Float64Array;
  readonly value: number;
}

const rounds = 40;

/** The leading eigenvectors of diag(p) - p p', by power iteration with those before taken out. */
function leadingDirections(p: Float64Array, count: number, next: () => number): Leading[] {
  const found: Leading[] = [];
  for (let k = 0; k < count; k++) {
    let v: Float64Array = Float64Array.from(p, () => next() - 0.5);
    let value = 0;
    for (let round = 0; round < rounds; round++) {
      for (const { direction } of found) remove(v, direction);
      value = Math.sqrt(dot(v, v));
      if (value < 1e-12) return found;
      const unit = v.map((x) => x / value);
      v = fisher(p, unit);
    }
    for (const { direction } of found) remove(v, direction);
    const size = Math.sqrt(dot(v, v));
    if (size < 1e-12) return found;
    found.push({ direction: v.map((x) => x / size), value: size });
  }
  return found;
}

function fisher(p: Float64Array, v: Float64Array): Float64Array {
  const mean = dot(p, v);
  return v.map((x, i) => p[i]! * (x - mean));
}

function remove(v: Float64Array, direction: Float64Array): void {
  const share = dot(v, direction);
  for (let i = 0; i < v.length; i++) v[i]! -= share * direction[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function softmax(logits: ArrayLike<number>): Float64Array {
  let most = -Infinity;
  for (let i = 0; i < logits.length; i++) most = Math.max(most, logits[i]!);
  const shares = Float64Array.from(logits, (x) => Math.exp(x - most));
  const sum = shares.reduce((a, b) => a + b, 0);
  return shares.map((x) => x / sum);
}
