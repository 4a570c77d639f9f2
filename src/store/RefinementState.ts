import type { RefineWay } from '../core/plan/Refinement.ts';
import type { DamageDifference } from '../core/verify/compareDamage.ts';
import type { Verification } from '../core/verify/Verification.ts';

export type MeasuredDamage = Pick<Verification, 'images' | 'damage' | 'spread'>;

/** The newest refinement of a plan: what was tried, and what came of it. */
export interface RefinementState {
  readonly ways: readonly RefineWay[];
  /** `heldQuestion` of the decisions that it is about. */
  readonly question: string;
  /** Plans were tried on so many of the verification images, the first ones; null: on the calibration images. */
  readonly searched: number | null;
  /** Damage of the plan it began with, on the images of the search; null until that is measured. */
  readonly start: number | null;
  /** Damage on the images of the search. */
  readonly tries: readonly { readonly text: string; readonly damage: number; readonly accepted: boolean }[];
  /** Null while it runs, and when it was stopped or failed. */
  readonly result: {
    /** Forward passes over the images of the search. */
    readonly evaluations: number;
    /** Whether a plan measured better on them. */
    readonly found: boolean;
    /** Whether one measured better on the other verification images too: then it is the plan. */
    readonly better: boolean;
    /** On the other verification images; `after` of the plan that was found, taken or not. */
    readonly before: MeasuredDamage;
    readonly after: MeasuredDamage;
    /** `after` less `before`, image by image on the same images. */
    readonly change: DamageDifference;
  } | null;
}
