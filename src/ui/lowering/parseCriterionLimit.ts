import { type CriterionKind, criterionFacts } from '../../core/verify/Criterion.ts';
import { formatCriterionValue } from '../../core/verify/formatCriterion.ts';
import { readNumber } from '../format/parseNumber.ts';
import { parseShare } from '../format/parseShare.ts';

type Parsed = { readonly value: number } | { readonly error: string };

const NAMES: Readonly<Record<CriterionKind, string>> = {
  accuracy: 'an accuracy',
  drop: 'a loss of accuracy',
  proportion: 'a share of float accuracy',
  agreement: 'an agreement',
  sqnr: 'an SQNR',
  kl: 'a KL',
};
const RANGES = { '%': [0, 100], points: [0, 100], dB: [-20, 200], nats: [0, 100] } as const;
const UNITS = {
  '%': /\s*%$/,
  points: /\s*(%\s*)?(points?|pp)$|\s*%$/i,
  dB: /\s*db$/i,
  nats: /\s*nats?$/i,
} as const;

/**
 * Reads a criterion's limit as people write it, in the unit of `Criterion.limit`: `98`, `98 %`, `0.98` or `0,98` as an
 * agreement, `0.5 points` as a loss, `20 dB`. Without a percent sign a share of at most 1 is a share of 1; of a loss, which
 * may well be less than a point, it is not. Or says in a sentence what may be typed.
 */
export function parseCriterionLimit(kind: CriterionKind, text: string): Parsed {
  const { unit } = criterionFacts[kind];
  const typed = text.trim();
  const bare = typed.replace(UNITS[unit], '');
  const number = readNumber(bare);
  if (Number.isNaN(number)) {
    const what = typed === '' ? 'Type' : `"${typed}" is no limit: type`;
    return { error: `${what} ${rangeText(kind)}.` };
  }
  const [low, high] = RANGES[unit];
  if (number < low || number > high)
    return { error: `${typed} is out of range: ${NAMES[kind]} is ${rangeText(kind)}.` };
  if (unit === 'dB' || unit === 'nats') return { value: number };
  if (unit === '%' && bare === typed && number <= 1) return { value: number };
  return parseShare(bare);
}

/** How the text of a limit is understood: `= 98 %`; empty where it is none. */
export function understoodText(kind: CriterionKind, text: string): string {
  const parsed = parseCriterionLimit(kind, text);
  if ('error' in parsed) return '';
  const meant = `= ${formatCriterionValue(kind, parsed.value)}`;
  // Written as a share, as the command line has it.
  const isTiny = kind === 'drop' && parsed.value > 0 && parsed.value < 0.001;
  return isTiny
    ? `${meant}; for ${formatCriterionValue(kind, parsed.value * 100)} type ${short(parsed.value * 1e4)}`
    : meant;
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function rangeText(kind: CriterionKind): string {
  const { unit } = criterionFacts[kind];
  const [low, high] = RANGES[unit];
  return `${low} to ${high} ${unit}`.replace(/^-/, '−');
}
