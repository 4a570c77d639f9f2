import { type Criterion, CriterionError, criterionFacts, criterionKinds } from './Criterion.ts';

const examples = 'agreement>=0.98, drop<=0.01, kl<=0.05, accuracy>=0.85, proportion>=0.99 or sqnr>=20';

/**
 * Reads `agreement>=0.98`, `drop<=1%`, `sqnr >= 20 dB`, `kl<=0.05`. Shares are 0..1 or carry a percent sign. Throws a
 * CriterionError that says what is wrong and how to write it.
 */
export function parseCriterion(text: string): Criterion {
  const match = /^\s*([a-z]+)\s*(>=|≥|<=|≤|=>|=<|>|<|==?)\s*(.+?)\s*$/i.exec(text);
  if (!match) throw new CriterionError(`"${text}" is not a criterion; write ${examples}.`);
  const [, name = '', sign = '', amount = ''] = match;
  const kind = criterionKinds.find((known) => known === name.toLowerCase());
  if (!kind) throw new CriterionError(`There is no criterion "${name}"; use ${criterionKinds.join(', ')}.`);
  const { atLeast, unit, title } = criterionFacts[kind];
  const wanted = atLeast ? '>=' : '<=';
  if (!(atLeast ? ['>=', '≥'] : ['<=', '≤']).includes(sign)) {
    throw new CriterionError(
      `The criterion "${kind}" (${title}) is ${atLeast ? 'a floor' : 'a ceiling'}; write ${kind}${wanted}${amount}.`,
    );
  }
  const share = unit === '%' || unit === 'points';
  const parts = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%|dB|nats?|points?)?$/i.exec(amount);
  const suffix = parts?.[2]?.toLowerCase();
  const suffixes = share
    ? ['%', ...(unit === 'points' ? ['point', 'points'] : [])]
    : unit === 'dB'
      ? ['db']
      : ['nat', 'nats'];
  if (!parts || (suffix !== undefined && !suffixes.includes(suffix))) {
    throw new CriterionError(
      `"${amount}" is not a limit for ${kind}; write a number${share ? ', 0.98 or 98%' : ` in ${unit}`}.`,
    );
  }
  const limit = Number(parts[1]) * (suffix !== undefined && share ? 0.01 : 1);
  if (share && !(limit >= 0 && limit <= 1)) {
    throw new CriterionError(
      `The limit of ${kind} is a share from 0 to 1; write ${kind}${wanted}${limit > 1 && limit <= 100 ? limit / 100 : wanted === '>=' ? 0.98 : 0.01}.`,
    );
  }
  if (kind === 'kl' && limit < 0) throw new CriterionError('The limit of kl is in nats and never below 0.');
  return { kind, limit };
}
