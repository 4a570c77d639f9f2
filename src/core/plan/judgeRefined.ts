import { meanError } from '../verify/meanError.ts';
import type { Verification } from '../verify/Verification.ts';
import type { RefineResult, RefineWay } from './Refinement.ts';

/** Damage over some images, and its standard error. */
export type PlanDamage = Pick<Verification, 'images' | 'damage' | 'spread'>;

export interface JudgedPlan {
  readonly choice: readonly number[];
  /** Damage on all verification images, and on those that the search did not use. */
  readonly all: number;
  readonly rest: PlanDamage;
}

/** What became of a refinement on images that its search did not use. */
export interface Judgement {
  readonly start: JudgedPlan;
  /** What the search ended with; the start's choice where it found nothing. */
  readonly found: JudgedPlan;
  /** Null where no uniform plan fits. */
  readonly uniform: JudgedPlan | null;
  /** The plan to take: the start, unless another of the three is `better`. */
  readonly best: JudgedPlan;
  /** Whether `best` is another plan than the start: it measures better on all verification images and on the rest alone. */
  readonly better: boolean;
}

/** More images than these tell plans apart no better than they take time. [choice] */
const mostSearched = 128;

/**
 * How many of the verification images, the first ones, a search may use: a third, 128 at most; null: that is fewer than
 * calibration has, and it uses the calibration images. On those the ranges fit, so plans look better there than they are.
 */
export function searchImages(calibrationImages: number, verificationImages: number): number | null {
  const images = Math.min(mostSearched, Math.floor(verificationImages / 3));
  return calibrationImages > 0 && images >= calibrationImages ? images : null;
}

/** The damage on all images but the first so many; on all where these are none, or all, or the images are not known singly. */
export function withoutFirst({ images, damage, spread, byImage }: Verification, first: number): PlanDamage {
  if (first === 0 || !byImage || byImage.length <= first) return { images, damage, spread };
  const rest = byImage.slice(first);
  const { mean, error } = meanError(rest);
  return { images: rest.length, damage: mean, spread: error };
}

/** What has to be measured on the verification data: the start, what was found, and the best uniform plan, where one fits. */
export function plansToJudge({ before, after, uniform }: RefineResult): readonly (readonly number[])[] {
  return [before, after, ...(uniform ? [uniform] : [])].map(({ choice }) => choice);
}

/**
 * Judges a refinement by what `plansToJudge` measured, in that order. Another plan than the start is taken only where it
 * measures better both on all images and on those that the search did not use, so the result never measures worse.
 * @param searched verification images that the search used, the first ones; 0: none
 */
export function judgeRefined(
  result: RefineResult,
  measured: readonly Verification[],
  searched: number,
): Judgement {
  const plans = plansToJudge(result).map((choice, i): JudgedPlan => {
    const verification = measured[i]!;
    return { choice, all: verification.damage, rest: withoutFirst(verification, searched) };
  });
  const [start, found, uniform = null] = plans as [JudgedPlan, JudgedPlan, JudgedPlan?];
  const isBetter = (a: JudgedPlan, b: JudgedPlan): boolean => a.all < b.all && a.rest.damage < b.rest.damage;
  const best = plans.reduce((a, b) => (isBetter(b, a) ? b : a));
  const better = best !== start && best.choice.join() !== start.choice.join();
  return { start, found, uniform, best, better };
}

const wayText: Readonly<Record<RefineWay, string>> = {
  neighbours: 'neighbouring budgets',
  swaps: 'swap search',
  context: 'AQS under the plan',
};

/** How the plan that was taken was found, for people: what a plan file says of it. */
export function howRefined({ best, uniform }: Judgement, ways: readonly RefineWay[]): string {
  return best === uniform ? 'best uniform plan' : ways.map((way) => wayText[way]).join(', ');
}
