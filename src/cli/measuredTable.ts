import { costTitles, formatCost } from '../core/plan/formatCost.ts';
import type { CostName } from '../core/plan/Program.ts';
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

/** Prints measured plans on stdout, one table for each output of the network. */
export function printMeasured(rows: readonly MeasuredRow[], cost: CostName): void {
  const heads = rows[0]?.verification.heads ?? [];
  heads.forEach((head, h) => {
    if (heads.length > 1) process.stdout.write(`${h > 0 ? '\n' : ''}output ${head.head}\n`);
    const shown = columns.filter(({ cell }) =>
      rows.some(({ verification }) => cell(verification.heads[h]!) !== null),
    );
    printTable(
      ['plan', costTitles[cost], 'pred. AQS', ...shown.map(({ title }) => title)],
      rows.map(({ name, total, predicted, verification }) => [
        name,
        total === undefined ? '–' : formatCost(cost, total),
        predicted === undefined ? '–' : String(Number(predicted.toPrecision(3))),
        ...shown.map(({ cell }) => cell(verification.heads[h]!) ?? '–'),
      ]),
    );
  });
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
