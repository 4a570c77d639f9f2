import { type Criterion, type CriterionKind, criterionFacts } from './Criterion.ts';

const short = (value: number, digits: number): string => String(Number(value.toPrecision(digits)));

/** A criterion's value with its unit: `98.4 %`, `1.2 points`, `21.3 dB`, `0.0512 nats`. */
export function formatCriterionValue(kind: CriterionKind, value: number): string {
  const { unit } = criterionFacts[kind];
  if (!Number.isFinite(value)) return value === Number.POSITIVE_INFINITY ? `∞ ${unit}` : `– ${unit}`;
  if (unit === '%' || unit === 'points') {
    const percent = short(Math.round(value * 1e6) / 1e4, 4);
    return `${percent} ${unit === 'points' && percent === '1' ? 'point' : unit}`;
  }
  return `${short(value, 3)} ${unit}`;
}

/** For people: `agreement with float at least 98 %`. */
export function formatCriterion({ kind, limit }: Criterion): string {
  const { title, atLeast } = criterionFacts[kind];
  return `${title} at ${atLeast ? 'least' : 'most'} ${formatCriterionValue(kind, limit)}`;
}

/** As `parseCriterion` reads it: `agreement>=0.98`. */
export function writeCriterion({ kind, limit }: Criterion): string {
  return `${kind}${criterionFacts[kind].atLeast ? '>=' : '<='}${limit}`;
}

/** How a lowered plan was found, for people: what a plan file says of it. The criterion held on these images alone. */
export function howLowered(criterion: Criterion, images: number): string {
  return `accuracy-driven lowering: ${formatCriterion(criterion)} on ${images} ${images === 1 ? 'image' : 'images'}`;
}
