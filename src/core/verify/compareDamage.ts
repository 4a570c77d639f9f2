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
  const [a, b] = [all.slice(from), others.slice(from)];
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const difference = from === 0 ? second.damage - first.damage : (sum(b) - sum(a)) / a.length;
  let squares = 0;
  for (let i = 0; i < a.length; i++) squares += (b[i]! - a[i]! - difference) ** 2;
  return { difference, noise: Math.sqrt(squares / (a.length * (a.length - 1))) };
}
