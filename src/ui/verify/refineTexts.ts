import type { RefinementState } from '../../store/RefinementState.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { formatThree } from '../format/formatSi.ts';

/** `1 plan`, `5 plans`. */
export function plansText(count: number): string {
  return `${count} ${count === 1 ? 'plan' : 'plans'}`;
}

/** What plans were tried on. */
export function searchText({ searched }: Pick<RefinementState, 'searched'>): string {
  return searched === null ? 'the calibration images' : `${searched} verification images`;
}

/**
 * What a search came to: `KL 0.0121 → 0.0098 nats (−0.0023 ± 0.0006, 19.0 % less), measured on 750 images that the search did
 * not use.` @param damageUnit as `selectDamageUnit` has it
 */
export function refinedText(refinement: RefinementState, damageUnit: string): string {
  const { result, tries } = refinement;
  if (!result) return '';
  const { before, after, change, found, better } = result;
  const tried = `${plansText(tries.length)} ${tries.length === 1 ? 'was' : 'were'} tried on ${searchText(refinement)}`;
  if (!better && !found) return `${tried}; none measured better: the plan stays.`;
  const inNats = damageUnit.includes('nats');
  const decimals = (value: number): string => changeText(value, before.damage, change.noise);
  const [sign, size] = [change.difference < 0 ? '−' : '+', Math.abs(change.difference)];
  const share = better && before.damage > 0 ? `, ${formatPercent(size / before.damage)} less` : '';
  const measured = `${inNats ? 'KL' : 'error'} ${formatThree(before.damage)} → ${formatThree(after.damage)}${inNats ? ' nats' : ''} (${sign}${decimals(size)} ± ${decimals(change.noise)}${share}), measured on ${before.images} images that the search did not use`;
  const text = measured.charAt(0).toUpperCase() + measured.slice(1);
  return better
    ? `${text}.`
    : `${text}: what was better in the search is not better there, so the plan stays.`;
}

/** With the decimals of the damage that it is a change of, and as many as its noise needs. */
function changeText(value: number, damage: number, noise: number): string {
  if (damage < 1e-3) return formatThree(value);
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(damage)));
  const needed = noise > 0 ? Math.ceil(-Math.log10(noise)) : 0;
  return value.toFixed(Math.min(7, Math.max(decimals, needed)));
}
