import type { Criterion } from './Criterion.ts';
import type { HeadVerification, Verification } from './Verification.ts';

/**
 * Standard error of a criterion's measured value over the images, in its unit; null where it cannot be told from what was
 * measured (SQNR, several outputs). Shares: binomial. Accuracy lost: of the paired difference, at most (only images on which
 * plan and float disagree can differ). KL: `spread`, which is its own.
 */
export function criterionError({ kind }: Criterion, verification: Verification): number | null {
  const [head, ...others] = verification.heads;
  if (!head || others.length > 0 || head.kind !== 'classes') return null;
  const labelled = head.labelled ?? verification.images;
  switch (kind) {
    case 'agreement':
      return share(head.agreement, verification.images);
    case 'accuracy':
      return share(head.accuracy, labelled);
    case 'drop':
      return paired(head, labelled);
    case 'proportion': {
      const error = paired(head, labelled);
      return error !== null && head.floatAccuracy ? error / head.floatAccuracy : null;
    }
    case 'kl':
      return verification.spread;
    case 'sqnr':
      return null;
  }
}

function share(value: number | undefined, images: number): number | null {
  return value === undefined || images === 0 ? null : Math.sqrt((value * (1 - value)) / images);
}

function paired({ agreement, accuracy, floatAccuracy }: HeadVerification, images: number): number | null {
  if (agreement === undefined || accuracy === undefined || floatAccuracy === undefined || images === 0)
    return null;
  return Math.sqrt(Math.max(0, 1 - agreement - (floatAccuracy - accuracy) ** 2) / images);
}
