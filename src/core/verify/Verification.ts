import type { HeadErrors } from './compareOutputs.ts';
import { acceptedClasses, type Labels } from './Labels.ts';
import { meanError } from './meanError.ts';
import type { HeadKind, OutputHead } from './OutputHead.ts';

/** What one output of a quantized network measured against the float network, over images. */
export interface HeadVerification {
  readonly head: string;
  readonly kind: HeadKind;
  /** Mean KL(float || quantized) in nats; only for `classes`. */
  readonly kl?: number;
  /** Share of images whose top class is the float network's, 0..1; only for `classes`. */
  readonly agreement?: number;
  /** Share of labelled images whose top class is right, 0..1, and the float network's; only for `classes` with labels. */
  readonly accuracy?: number;
  readonly floatAccuracy?: number;
  /** Images with a label, where these are fewer than all. */
  readonly labelled?: number;
  /** 10 log10(sum x^2 / sum (x-y)^2) over all images, dB; Infinity without error. */
  readonly sqnr: number;
  /** Mean over images of 10 log10(span^2 / MSE), dB; only for `image`. Infinity without error. */
  readonly psnr?: number;
}

/** The measured result of a plan, by a real forward pass. */
export interface Verification {
  readonly images: number;
  /**
   * One number to compare plans by, less is better: mean over images of the sum over outputs of KL (`classes`, nats)
   * or of the normalized squared error (others).
   */
  readonly damage: number;
  /** Standard error of `damage` over the images: differences below it are noise. */
  readonly spread: number;
  readonly heads: readonly HeadVerification[];
  /** Damage of every image, in order: two plans on the same images are compared image by image. */
  readonly byImage?: readonly number[];
}

/** Damage of every image: KL in nats, or normalized squared error, summed over outputs. */
export function damageOf(heads: readonly OutputHead[], errors: readonly HeadErrors[]): Float64Array {
  const images = errors[0]?.error.length ?? 0;
  const damage = new Float64Array(images);
  heads.forEach((head, h) => {
    const { kl, error, signal } = errors[h]!;
    for (let i = 0; i < images; i++) {
      damage[i]! += head.kind === 'classes' ? kl[i]! : error[i]! / (signal[i]! + 1e-8);
    }
  });
  return damage;
}

/**
 * @param labels accepted classes by image, in the order of the images; absent, or of classes that an output does not have:
 * no accuracy
 */
export function summarize(
  heads: readonly OutputHead[],
  errors: readonly HeadErrors[],
  labels?: Labels,
): Verification {
  const damage = damageOf(heads, errors);
  const byImage = Array.from(damage);
  const { mean, error } = meanError(byImage);
  return {
    images: damage.length,
    damage: mean,
    spread: error,
    heads: heads.map((head, h) => summarizeHead(head, errors[h]!, labels)),
    byImage,
  };
}

function summarizeHead(head: OutputHead, errors: HeadErrors, labels: Labels | undefined): HeadVerification {
  const total = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
  const images = errors.error.length;
  const share = (hit: (image: number) => boolean): number =>
    Array.from({ length: images }, (_, i) => hit(i)).filter(Boolean).length / Math.max(1, images);
  const sqnr = decibel(total(errors.signal), total(errors.error));
  const common = { head: head.name, kind: head.kind, sqnr };
  if (head.kind === 'image') {
    const psnr = Array.from(errors.error, (e, i) => decibel(errors.span[i]! ** 2 * head.size, e));
    return { ...common, psnr: average(psnr) };
  }
  if (head.kind === 'values') return common;
  return {
    ...common,
    kl: average(errors.kl),
    agreement: share((i) => errors.top[i] === errors.topFloat[i]),
    ...accuracies(head, errors, labels),
  };
}

function accuracies(
  head: OutputHead,
  { top, topFloat }: HeadErrors,
  labels: Labels | undefined,
): Pick<HeadVerification, 'accuracy' | 'floatAccuracy' | 'labelled'> {
  const images = top.length;
  if (!labels || labels.length < images) return {};
  let [labelled, right, rightFloat] = [0, 0, 0];
  for (let i = 0; i < images; i++) {
    const accepted = acceptedClasses(labels[i]);
    if (accepted.some((label) => label >= head.size)) return {};
    if (accepted.length === 0) continue;
    labelled++;
    if (accepted.includes(top[i]!)) right++;
    if (accepted.includes(topFloat[i]!)) rightFloat++;
  }
  if (labelled === 0) return {};
  return {
    accuracy: right / labelled,
    floatAccuracy: rightFloat / labelled,
    ...(labelled < images ? { labelled } : {}),
  };
}

function decibel(signal: number, error: number): number {
  return error === 0 ? Number.POSITIVE_INFINITY : 10 * Math.log10(signal / error);
}

function average(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return values.length > 0 ? total / values.length : 0;
}
