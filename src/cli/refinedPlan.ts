import { formatNumber } from '../core/plan/formatCost.ts';
import { howRefined, type Judgement } from '../core/plan/judgeRefined.ts';
import type { RefineResult, RefineTry, RefineWay } from '../core/plan/Refinement.ts';
import { compareDamage } from '../core/verify/compareDamage.ts';
import type { Verification } from '../core/verify/Verification.ts';
import { type MeasuredPlanFile, writeMeasuredPlan } from './measuredPlanFile.ts';
import { packageVersion } from './packageVersion.ts';

/** One plan that was tried: damage on the images of the search. */
export type TriedPlan = Pick<RefineTry, 'way' | 'text' | 'accepted'> & { readonly damage: number };

/** What a refinement came to. Measurements are on the verification images that the search did not use. */
export interface RefinedPlan {
  readonly ways: readonly RefineWay[];
  /** The search used so many of the verification images, the first ones; null: the calibration images. */
  readonly searched: number | null;
  readonly tries: readonly TriedPlan[];
  readonly result: RefineResult;
  readonly judgement: Judgement;
  readonly before: Verification;
  readonly found: Verification;
  readonly uniform: Verification | null;
  /** Of the plan that was taken: that of the start where nothing is better. */
  readonly after: Verification;
}

/** How the plan that was taken was found; undefined where it is the start. */
export function howFound({ judgement, ways }: RefinedPlan): string | undefined {
  return judgement.better ? howRefined(judgement, ways) : undefined;
}

/** How it ended, for people. */
export function refinedText(refined: RefinedPlan): string {
  const { judgement, result, before, found, after, searched } = refined;
  const on = `${before.images} verification images${searched === null ? '' : ' that the search did not use'}`;
  const passes = `${result.evaluations} ${result.evaluations === 1 ? 'evaluation' : 'evaluations'}`;
  const damage = (plan: Verification): string =>
    `${formatNumber(plan.damage)} ± ${formatNumber(plan.spread, 2)}`;
  if (!judgement.better)
    return result.changed
      ? `The plan stays: what the search found in ${passes} is no better on ${on} (measured damage ${damage(before)} before, ${damage(found)} with it).`
      : `The plan stays: no better one within the budgets was measured in ${passes}.`;
  const { difference, noise } = compareDamage(before, after);
  const share = before.damage > 0 ? `, ${formatNumber((-100 * difference) / before.damage)} % less` : '';
  return `Measured damage ${damage(before)} before, ${damage(after)} after${share} (difference ${formatNumber(difference)} ± ${formatNumber(noise, 2)}), on ${on}, by ${howFound(refined)} in ${passes}.`;
}

/**
 * The plan that was taken as a file, with its measurement. One that is not the optimum of the scores is marked as refined, so
 * that whoever opens it gets this plan; one that stayed keeps its mark.
 */
export async function writeRefinedPlan(
  input: Omit<MeasuredPlanFile, 'choice' | 'verification' | 'optimal' | 'finder' | 'extra'> & {
    readonly optimum: number;
    readonly found: RefinedPlan;
    /** What found the plan that was to be refined. */
    readonly foundBy: NonNullable<MeasuredPlanFile['finder']>;
    /** Total AQS of the plan. */
    readonly predicted: number;
  },
): Promise<string> {
  const { found, foundBy, predicted, optimum, objective, refined: mark, ...file } = input;
  const { judgement, result, ways, searched, before, after } = found;
  const optimal = predicted <= optimum * (1 + 1e-9);
  const stayed = mark ?? (optimal ? undefined : 'nothing measured better');
  const refined = howFound(found) ?? stayed;
  const damage = ({ damage, spread }: Verification) => ({ damage, spread });
  return writeMeasuredPlan({
    ...file,
    optimum,
    choice: judgement.best.choice,
    optimal: optimal && refined === undefined,
    verification: after,
    // A limit on total AQS is not held by a plan that measurements chose.
    ...(objective && !judgement.better ? { objective } : {}),
    ...(refined === undefined ? {} : { refined }),
    finder: judgement.better ? { name: 'mixbit refinement', version: await packageVersion() } : foundBy,
    extra: {
      refinement: {
        ways,
        evaluations: result.evaluations,
        ...(searched === null ? { searched_on: 'calibration' } : { searched_on: 'verification', searched }),
        better: judgement.better,
        before: damage(before),
        after: damage(after),
      },
    },
  });
}
