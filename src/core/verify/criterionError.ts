import type { Criterion } from './Criterion.ts';
import type { HeadVerification, Verification } from './Verification.ts';

/**
 * Standard error of a criterion's measured value over the images, in its unit; null where it cannot be told from what was
 * measured (SQNR, several outputs). Shares: `shareError`. Accuracy lost: of the paired difference, at most (only images on
 * which plan and float disagree can differ). KL: `spread`, which is its own.
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

/**
 * Standard error of a share of so many images: binomial. Where all of them, or none, count that would be zero, which a few
 * images cannot know: there it is the width of Wilson's interval of one standard error, 1 / (images + 1).
 */
export function shareError(value: number, images: number): number {
  return Math.sqrt((value * (1 - value)) / images) || 1 / (images + 1);
}

function share(value: number | undefined, images: number): number | null {
  return value === undefined || images === 0 ? null : shareError(value, images);
}

function paired({ agreement, accuracy, floatAccuracy }: HeadVerification, images: number): number | null {
  if (agreement === undefined || accuracy === undefined || floatAccuracy === undefined || images === 0)
    return null;
  const variance = 1 - agreement - (floatAccuracy - accuracy) ** 2;
  // Rounding may leave next to nothing of what is nothing.
  return variance > 1e-12 ? Math.sqrt(variance / images) : 1 / (images + 1);
}
