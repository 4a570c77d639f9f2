import { planTotals, type TotalsInput } from '../core/cost/planTotals.ts';
import { costTitles, formatCosts } from '../core/plan/formatCost.ts';
import type { CostName } from '../core/plan/Program.ts';
import { type Distance, isReaching } from '../core/sensitivity/AqsTable.ts';
import { formatCriterionValue } from '../core/verify/formatCriterion.ts';
import type { HeadVerification, Verification } from '../core/verify/Verification.ts';
import { printTable } from './printTable.ts';

/** One plan as measured. */
export interface MeasuredRow {
  readonly name: string;
  /** What is compared: one total of the plan. */
  readonly total?: number;
  /** Total AQS as predicted. */
  readonly predicted?: number;
  readonly verification: Verification;
}

interface Column {
  readonly title: string;
  readonly cell: (head: HeadVerification) => string | null;
}

const columns: readonly Column[] = [
  { title: 'KL', cell: ({ kl }) => (kl === undefined ? null : formatCriterionValue('kl', kl)) },
  {
    title: 'agreement',
    cell: ({ agreement }) => (agreement === undefined ? null : formatCriterionValue('agreement', agreement)),
  },
  {
    title: 'accuracy',
    cell: ({ accuracy }) => (accuracy === undefined ? null : formatCriterionValue('accuracy', accuracy)),
  },
  { title: 'SQNR', cell: ({ sqnr }) => formatCriterionValue('sqnr', sqnr) },
  { title: 'PSNR', cell: ({ psnr }) => (psnr === undefined ? null : formatCriterionValue('sqnr', psnr)) },
];

/** Prints measured plans on stdout, one table for each output of the network. `distance`: of the scores. */
export function printMeasured(rows: readonly MeasuredRow[], cost: CostName, distance: Distance): void {
  const heads = rows[0]?.verification.heads ?? [];
  const totals = formatCosts(
    cost,
    rows.map(({ total }) => total ?? Number.NaN),
  );
  heads.forEach((head, h) => {
    if (heads.length > 1) process.stdout.write(`${h > 0 ? '\n' : ''}output ${head.head}\n`);
    const shown = columns.filter(({ cell }) =>
      rows.some(({ verification }) => cell(verification.heads[h]!) !== null),
    );
    printTable(
      ['plan', costTitles[cost], aqsTitle(distance, heads), ...shown.map(({ title }) => title)],
      rows.map(({ name, total, predicted, verification }, row) => [
        name === 'float' ? 'float (32/32)' : name,
        total === undefined ? 'not priced' : totals[row]!,
        predicted === undefined ? '–' : String(Number(predicted.toPrecision(3))),
        ...shown.map(({ cell }) => cell(verification.heads[h]!) ?? '–'),
      ]),
    );
  });
}

/** As the page titles it: a prediction, unless each layer's score is measured at the network's output. */
function aqsTitle(distance: Distance, heads: readonly HeadVerification[]): string {
  const inNats = isReaching(distance) && heads.every(({ kind }) => kind === 'classes');
  return `AQS${distance === 'endToEnd' ? '' : ' (pred.)'}${inNats ? ', nats' : ''}`;
}

/** What the float network costs, at 32 bits throughout, as a part of its row; empty where the profile cannot price it. */
export function floatTotal(network: TotalsInput, cost: CostName): Pick<MeasuredRow, 'total'> {
  const float = planTotals(network, () => null);
  const total = {
    size: float.sizeBytes,
    bops: float.gbops,
    latency: float.latencyMs,
    memory: float.activationBytes,
  }[cost];
  return total === null ? {} : { total };
}

/** The float network beside plans: no error, and its own accuracy. */
export function floatVerification(plan: Verification): Verification {
  return {
    images: plan.images,
    damage: 0,
    spread: 0,
    heads: plan.heads.map(({ head, kind, kl, agreement, floatAccuracy, psnr }) => ({
      head,
      kind,
      sqnr: Number.POSITIVE_INFINITY,
      ...(kl === undefined ? {} : { kl: 0 }),
      ...(agreement === undefined ? {} : { agreement: 1 }),
      ...(floatAccuracy === undefined ? {} : { accuracy: floatAccuracy, floatAccuracy }),
      ...(psnr === undefined ? {} : { psnr: Number.POSITIVE_INFINITY }),
    })),
  };
}
