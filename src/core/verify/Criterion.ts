import type { HeadKind } from './OutputHead.ts';
import type { HeadVerification, Verification } from './Verification.ts';

/**
 * What the user asks of a plan (METHOD section 6). `accuracy`: absolute, at least. `drop`: accuracy lost from float, at
 * most. `proportion`: share of the float network's accuracy, at least. `agreement`: share of images with float's top class,
 * at least. `sqnr`: dB of the output, at least. `kl`: nats of the output, at most.
 */
export type CriterionKind = 'accuracy' | 'drop' | 'proportion' | 'agreement' | 'sqnr' | 'kl';

export interface Criterion {
  readonly kind: CriterionKind;
  /** Shares 0..1, dB for `sqnr`, nats for `kl`. */
  readonly limit: number;
}

interface CriterionFacts {
  readonly title: string;
  /** True: at least the limit; false: at most. */
  readonly atLeast: boolean;
  readonly unit: '%' | 'points' | 'dB' | 'nats';
  /** An output of classes is needed for all but `sqnr`. */
  readonly classes: boolean;
  readonly labels: boolean;
  /** Of one output; undefined where it does not have it. */
  readonly value: (head: HeadVerification) => number | undefined;
}

export const criterionFacts: Readonly<Record<CriterionKind, CriterionFacts>> = {
  accuracy: {
    title: 'accuracy',
    atLeast: true,
    unit: '%',
    classes: true,
    labels: true,
    value: ({ accuracy }) => accuracy,
  },
  drop: {
    title: 'accuracy lost from float',
    atLeast: false,
    unit: 'points',
    classes: true,
    labels: true,
    value: ({ accuracy, floatAccuracy }) =>
      accuracy === undefined || floatAccuracy === undefined ? undefined : floatAccuracy - accuracy,
  },
  proportion: {
    title: 'share of float accuracy',
    atLeast: true,
    unit: '%',
    classes: true,
    labels: true,
    value: ({ accuracy, floatAccuracy }) =>
      accuracy === undefined || floatAccuracy === undefined
        ? undefined
        : floatAccuracy === 0
          ? 1
          : accuracy / floatAccuracy,
  },
  agreement: {
    title: 'agreement with float',
    atLeast: true,
    unit: '%',
    classes: true,
    labels: false,
    value: ({ agreement }) => agreement,
  },
  sqnr: {
    title: 'output SQNR',
    atLeast: true,
    unit: 'dB',
    classes: false,
    labels: false,
    value: ({ sqnr }) => sqnr,
  },
  kl: {
    title: 'output KL',
    atLeast: false,
    unit: 'nats',
    classes: true,
    labels: false,
    value: ({ kl }) => kl,
  },
};

export const criterionKinds = Object.keys(criterionFacts) as readonly CriterionKind[];

/** A criterion that the network or the data cannot answer. */
export class CriterionError extends Error {
  override readonly name = 'CriterionError';
}

/** Shares are quotients of counts: 0.875 - 0.865 must count as 0.01. */
const rounding = 1e-9;

/** Why a criterion cannot be judged on this network and data; null when it can. One sentence with what to do. */
export function criterionProblem(
  { kind }: Criterion,
  { heads, labelled }: { readonly heads: readonly HeadKind[]; readonly labelled: boolean },
): string | null {
  const { classes, labels, title } = criterionFacts[kind];
  if (classes && !heads.includes('classes')) {
    return `The criterion "${kind}" (${title}) needs an output of classes, and this network has none; use sqnr.`;
  }
  if (labels && !labelled) {
    return `The criterion "${kind}" (${title}) needs labels; give them, or use agreement, sqnr or kl, which compare with the float network.`;
  }
  return null;
}

/** The measured value that a criterion is about; of several outputs the worst. Throws a CriterionError where it is missing. */
export function criterionValue(criterion: Criterion, verification: Verification): number {
  const { value, atLeast } = criterionFacts[criterion.kind];
  const values = verification.heads.flatMap((head) => value(head) ?? []);
  if (values.length === 0) {
    const heads = verification.heads.map((head) => head.kind);
    throw new CriterionError(
      criterionProblem(criterion, { heads, labelled: false }) ??
        `The criterion "${criterion.kind}" cannot be read from what was measured.`,
    );
  }
  return atLeast ? Math.min(...values) : Math.max(...values);
}

/** Whether a value keeps the criterion. NaN never does. */
export function keepsLimit({ kind, limit }: Criterion, value: number): boolean {
  return criterionFacts[kind].atLeast ? value >= limit - rounding : value <= limit + rounding;
}

/** Whether what was measured keeps the criterion. Throws a CriterionError where it cannot be judged. */
export function meetsCriterion(criterion: Criterion, verification: Verification): boolean {
  return keepsLimit(criterion, criterionValue(criterion, verification));
}
