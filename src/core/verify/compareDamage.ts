import { meanError } from './meanError.ts';
import type { Verification } from './Verification.ts';

export interface DamageDifference {
  /** Damage of the second minus the first: below 0 the second is better. */
  readonly difference: number;
  /** Standard error of that difference; what is smaller is noise. */
  readonly noise: number;
}

/**
 * How much more damage a second plan does than a first. On the same images the difference is taken image by image, whose
 * noise is far smaller than that of either mean; without `byImage` the two spreads are taken as independent.
 * @param leave so many images at the beginning are left out, where the others are at least two
 */
export function compareDamage(first: Verification, second: Verification, leave = 0): DamageDifference {
  const [all, others] = [first.byImage, second.byImage];
  if (!all || !others || all.length !== others.length || all.length < 2) {
    return { difference: second.damage - first.damage, noise: Math.hypot(first.spread, second.spread) };
  }
  const from = all.length - leave < 2 ? 0 : leave;
  const differences = others.slice(from).map((damage, i) => damage - all[from + i]!);
  const { mean, error } = meanError(differences);
  return { difference: mean, noise: error };
}
