import { compareDamage } from '../verify/compareDamage.ts';
import type { Verification } from '../verify/Verification.ts';

/** Measures a plan (option index by group) by a forward pass. */
export type Evaluate = (choice: readonly number[]) => Promise<Verification>;

export interface MeasuredPlan {
  readonly choice: readonly number[];
  readonly verification: Verification;
}

/**
 * What was measured so far: the same plan is never run twice, and evaluations are counted. One may be handed from one
 * search to the next while model, data and quantizer stay.
 */
export class MeasuredPlans {
  /** Forward passes asked for; plans known before count nothing. */
  evaluations = 0;
  private readonly known = new Map<string, MeasuredPlan>();
  private readonly evaluate: Evaluate;

  constructor(evaluate: Evaluate, known: readonly MeasuredPlan[] = []) {
    this.evaluate = evaluate;
    for (const plan of known) this.known.set(keyOf(plan.choice), plan);
  }

  has(choice: readonly number[]): boolean {
    return this.known.has(keyOf(choice));
  }

  async measure(choice: readonly number[]): Promise<MeasuredPlan> {
    const key = keyOf(choice);
    const before = this.known.get(key);
    if (before) return before;
    const verification = await this.evaluate(choice);
    this.evaluations++;
    const plan = { choice: [...choice], verification };
    this.known.set(key, plan);
    return plan;
  }

  all(): readonly MeasuredPlan[] {
    return [...this.known.values()];
  }
}

const keyOf = (choice: readonly number[]): string => choice.join(',');

/** Of measured plans the one of least damage; of equals the first. NaN is worst. */
export function leastDamage(plans: readonly MeasuredPlan[]): MeasuredPlan | null {
  let best: MeasuredPlan | null = null;
  for (const plan of plans) {
    if (Number.isNaN(plan.verification.damage)) continue;
    if (!best || plan.verification.damage < best.verification.damage) best = plan;
  }
  return best ?? plans[0] ?? null;
}

/** Whether `after` measures better than `before` by more than `noises` standard errors of the difference; any number is better
 * than none. */
export function isBetter(before: Verification, after: Verification, noises = 0): boolean {
  if (!Number.isFinite(before.damage)) return Number.isFinite(after.damage);
  const { difference, noise } = compareDamage(before, after);
  return difference < -noises * noise;
}
