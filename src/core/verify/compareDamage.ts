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
 */
export function compareDamage(first: Verification, second: Verification): DamageDifference {
  const difference = second.damage - first.damage;
  const [a, b] = [first.byImage, second.byImage];
  if (!a || !b || a.length !== b.length || a.length < 2) {
    return { difference, noise: Math.hypot(first.spread, second.spread) };
  }
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (b[i]! - a[i]! - difference) ** 2;
  return { difference, noise: Math.sqrt(squares / (a.length * (a.length - 1))) };
}
