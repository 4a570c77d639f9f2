import { type Criterion, type CriterionKind, criterionFacts } from '../../core/verify/Criterion.ts';
import { formatCriterionValue } from '../../core/verify/formatCriterion.ts';
import type {
  LoweringLine,
  LoweringOutcome,
  LoweringPoint,
  LoweringSettings,
  LoweringState,
} from '../../store/LoweringState.ts';
import { aqsWords } from '../format/aqsWords.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { COST_WORD, formatCost } from '../format/formatCost.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { formatThree } from '../format/formatSi.ts';

export const CRITERION_TEXT: Readonly<Record<CriterionKind, string>> = {
  accuracy: 'accuracy',
  drop: 'accuracy lost from float',
  proportion: 'share of float accuracy',
  agreement: 'agreement with float',
  sqnr: 'output SQNR',
  kl: 'output KL',
};

/** What a limit is in, and on which side of it values may be. */
export function limitField(kind: CriterionKind): { readonly unit: string; readonly sign: '≥' | '≤' } {
  const { unit, atLeast } = criterionFacts[kind];
  return { unit: unit === 'points' ? '% points' : unit, sign: atLeast ? '≥' : '≤' };
}

/** `99.2 % ± 0.6`; without ± where its error is not known. */
export function pointText(
  kind: CriterionKind,
  { value, error }: Pick<LoweringPoint, 'value' | 'error'>,
): string {
  const text = formatCriterionValue(kind, value).replace(/^-/, '−');
  return error === null || error === 0 ? text : `${text} ± ${errorText(kind, error)}`;
}

function errorText(kind: CriterionKind, error: number): string {
  const { unit } = criterionFacts[kind];
  return unit === '%' || unit === 'points' ? (error * 100).toFixed(1) : formatThree(error);
}

/** `≥ 98 %`. */
export function limitText({ kind, limit }: Criterion): string {
  return `${limitField(kind).sign} ${formatCriterionValue(kind, limit)}`;
}

/** What became of a measured plan. */
export function outcomeText(
  { outcome, holds }: Pick<LoweringLine, 'outcome' | 'holds'>,
  { search, direction, mode }: Pick<LoweringSettings, 'search' | 'direction' | 'mode'>,
): string {
  if (search === 'smallest' || outcome === 'start') return holds ? 'kept' : 'broken';
  // Raised steps stay, until the criterion is kept.
  if (direction === 'raise' && mode === 'full') return holds ? 'kept' : 'not yet';
  return outcome;
}

/** What a line is about: a group, the first so many steps, a budget, or the start. */
export function lineTitle(line: LoweringLine, { settings, cost }: LoweringState): string {
  if (line.budget !== undefined) return `optimum at ${formatCost(cost, line.budget)}`;
  if (!line.move) {
    if (settings.direction === 'lower') return 'every group at its widest pair';
    // Halving begins at the other end: what breaks the criterion there breaks it everywhere.
    return settings.mode === 'full'
      ? 'every group at its narrowest pair'
      : 'can it be kept at all? every group at its widest pair';
  }
  return line.move.group;
}

/** The plan found: `agreement with float 99.2 % ± 0.6 (≥ 98 %), 97.1 GBOPS, AQS 0.061 nats (pred.)`. */
export function resultText(
  { criterion, cost, distance }: LoweringState,
  outcome: LoweringOutcome,
  damageUnit: string,
): string {
  const total = outcome.totals[cost];
  const { unit, mark } = aqsWords(distance, damageUnit);
  return [
    `${CRITERION_TEXT[criterion.kind]} ${pointText(criterion.kind, outcome)} (${limitText(criterion)})`,
    ...(total === undefined ? [] : [formatCost(cost, total)]),
    `AQS ${formatAqs(outcome.objective)}${unit}${mark}`,
  ].join(', ');
}

/** How far the plan is from the ILP's at the same cost; null where that was not found out. */
export function gapText(
  { criterion, distance }: LoweringState,
  { gap, optimum }: LoweringOutcome,
): string | null {
  if (!gap) return null;
  const { mark } = aqsWords(distance, '');
  const at = `at the same ${COST_WORD[gap.cost]}`;
  if (gap.excess === 0) return `It is as good as the ILP’s plan ${at}: no other has less AQS${mark}.`;
  const less = Number.isFinite(gap.excess) ? formatPercent(1 - gap.optimum / gap.objective) : '100 %';
  const measured = optimum
    ? `, and measures ${pointText(criterion.kind, optimum)}${optimum.holds ? '' : ': it breaks the criterion'}`
    : '';
  return `The ILP’s plan ${at} has ${less} less AQS${mark}${measured}.`;
}

/** A caution where the criterion is decided by noise; null where it is not. */
export function noiseText(
  { criterion }: LoweringState,
  { value, error, holds }: LoweringPoint,
): string | null {
  if (error === null || !holds || Math.abs(value - criterion.limit) >= error) return null;
  return 'This is within one standard error of the limit: on other images it may break it. Use more images to be surer.';
}

/** `at most 45 plans, each measured on 200 images`. */
export function estimateText(
  plans: number | null,
  images: number,
  { search, mode }: Pick<LoweringSettings, 'search' | 'mode'>,
): string {
  if (plans === null || images === 0) return '';
  const about = search === 'steps' && mode === 'fast' ? 'about' : 'at most';
  return `${about} ${plans} plans, each measured on ${images} ${images === 1 ? 'image' : 'images'}`;
}

/** What a screen reader hears of a new line. */
export function spokenLine(line: LoweringLine, lowering: LoweringState): string {
  const { kind } = lowering.criterion;
  const move = line.move ? ` to ${line.move.to.weightBits}/${line.move.to.activationBits}` : '';
  return `${lineTitle(line, lowering)}${move}: ${pointText(kind, line)}, ${line.holds ? 'keeps' : 'breaks'} the criterion`;
}
