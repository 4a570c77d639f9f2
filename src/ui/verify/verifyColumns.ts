import type { CostName } from '../../core/plan/Program.ts';
import { shareError } from '../../core/verify/criterionError.ts';
import type { HeadVerification } from '../../core/verify/Verification.ts';
import { costOf } from '../../store/selectors/selectTrust.ts';
import type { VerifyRow } from '../../store/selectors/selectVerifyRows.ts';
import { type AqsWords, aqsColumn } from '../format/aqsWords.ts';
import { formatAqs } from '../format/formatAqs.ts';
import { COST_WORD, costFormat } from '../format/formatCost.ts';
import { formatPercent } from '../format/formatPercent.ts';
import { formatThree } from '../format/formatSi.ts';

/** One number of a row, for the eye and for comparing; null where the row does not have it. */
export interface VerifyCell {
  readonly text: string;
  readonly value: number;
  /** Standard error, as it is written after the number. */
  readonly error?: string;
}

export interface VerifyColumn {
  readonly id: string;
  readonly title: string;
  /** What it is, in one sentence. */
  readonly note: string;
  readonly better: 'low' | 'high';
  readonly measured: boolean;
  readonly cell: (row: VerifyRow) => VerifyCell | null;
}

/** Of several outputs so many get columns of their own. */
const mostHeads = 4;

/** What is known of the rows: predicted, measured by kind of output, and what plans cost. */
export function verifyColumns(
  rows: readonly VerifyRow[],
  mainBudget: CostName,
  words: AqsWords,
): readonly VerifyColumn[] {
  const heads = rows.find((row) => row.measured)?.measured?.verification.heads ?? [];
  const costs = [...new Set<CostName>(['bops', 'size', mainBudget])];
  return [
    predicted(words),
    ...(heads.length === 1 && heads[0]!.kind === 'classes' ? [] : [damage]),
    ...heads.slice(0, mostHeads).flatMap((head, index) => headColumns(head, index, heads.length)),
    ...costs.map((cost) => costColumn(cost, rows)),
  ];
}

const predicted = (words: AqsWords): VerifyColumn => ({
  id: 'aqs',
  ...aqsColumn(words),
  better: 'low',
  measured: false,
  cell: ({ predicted: value, kind }) =>
    value === null || kind === 'float' ? null : { text: formatAqs(value), value },
});

const damage: VerifyColumn = {
  id: 'damage',
  title: 'error',
  note: 'Measured: mean over images of KL (nats) or normalized squared error of the outputs against float, summed over the outputs; ± is its standard error',
  better: 'low',
  measured: true,
  cell: ({ measured, kind }) => {
    if (!measured) return null;
    if (kind === 'float') return { text: '0', value: 0 };
    const { damage: value, spread } = measured.verification;
    return { text: formatThree(value), value, error: errorText(spread, value) };
  },
};

function headColumns(head: HeadVerification, index: number, heads: number): readonly VerifyColumn[] {
  const name = heads > 1 ? ` ${head.head}` : '';
  const of = heads > 1 ? ` of the output ${head.head}` : '';
  const column = (
    id: string,
    title: string,
    note: string,
    better: VerifyColumn['better'],
    read: (head: HeadVerification, images: number, spread: number) => VerifyCell | null,
    float: (head: HeadVerification, images: number) => VerifyCell | null,
  ): VerifyColumn => ({
    id: `${id} ${index}`,
    title: `${title}${name}`,
    note: `Measured${of}: ${note}`,
    better,
    measured: true,
    cell: ({ measured, kind }) => {
      const found = measured?.verification.heads[index];
      if (!measured || !found) return null;
      const { images, spread } = measured.verification;
      return kind === 'float' ? float(found, images) : read(found, images, spread);
    },
  });
  const decibel = (value: number | undefined): VerifyCell | null =>
    value === undefined ? null : { text: formatThree(value), value };
  const infinite = () => ({ text: '∞', value: Number.POSITIVE_INFINITY });
  const sqnr = column(
    'sqnr',
    'SQNR, dB',
    'signal to quantization noise of the output',
    'high',
    ({ sqnr: value }) => decibel(value),
    infinite,
  );
  if (head.kind === 'values') return [sqnr];
  if (head.kind === 'image') {
    const note = 'peak signal to noise against the float image, mean over images';
    return [column('psnr', 'PSNR, dB', note, 'high', ({ psnr }) => decibel(psnr), infinite), sqnr];
  }
  const kl = column(
    'kl',
    'KL, nats',
    'Kullback-Leibler divergence of the output from float, mean over images; ± is its standard error',
    'low',
    ({ kl: value }, _, spread) =>
      value === undefined
        ? null
        : {
            text: formatThree(value),
            value,
            ...(heads === 1 ? { error: errorText(spread, value) } : {}),
          },
    () => ({ text: '0', value: 0 }),
  );
  const agreement = column(
    'agreement',
    'agreement',
    'share of images whose top class is that of float; ± is its standard error',
    'high',
    ({ agreement: value }, images) => shareCell(value, images),
    () => ({ text: '100 %', value: 1 }),
  );
  if (head.accuracy === undefined) return [kl, sqnr, agreement];
  const accuracy = column(
    'accuracy',
    'accuracy',
    'share of labelled images whose top class is right; ± is its standard error',
    'high',
    ({ accuracy: value, labelled }, images) => shareCell(value, labelled ?? images),
    ({ floatAccuracy: value, labelled }, images) => shareCell(value, labelled ?? images),
  );
  return [kl, sqnr, agreement, accuracy];
}

/** A share of so many images with its standard error; see `shareError`. */
export function shareCell(value: number | undefined, images: number): VerifyCell | null {
  if (value === undefined) return null;
  const error = shareError(value, Math.max(1, images));
  return { text: formatPercent(value), value, error: (error * 100).toFixed(1) };
}

/** A standard error with the decimals of its number. */
export function errorText(spread: number, value: number): string {
  const decimals = value > 0 && value < 1e-3 ? null : Math.min(6, decimalsOf(formatThree(value)));
  return decimals === null ? formatThree(spread) : spread.toFixed(decimals);
}

function decimalsOf(text: string): number {
  const point = text.indexOf('.');
  return point < 0 ? 0 : text.length - point - 1;
}

function costColumn(cost: CostName, rows: readonly VerifyRow[]): VerifyColumn {
  const format = costFormat(
    cost,
    rows.flatMap((row) => costOf(row, cost) ?? []),
  );
  return {
    id: cost,
    title: COST_WORD[cost],
    note: cost === 'latency' ? 'Predicted by the profile’s latency model' : 'Of the whole network, per image',
    better: 'low',
    measured: false,
    cell: (row) => {
      const value = costOf(row, cost);
      return value === null ? null : { text: format(value), value };
    },
  };
}

/** Ids of the rows with the best value of a column; float is no rival, and neither is what is stale. Empty where all are equal. */
export function bestOf(column: VerifyColumn, rows: readonly VerifyRow[]): ReadonlySet<string> {
  const rivals = rows
    .filter((row) => row.kind !== 'float' && !(column.measured && row.stale))
    .flatMap((row) => {
      const cell = column.cell(row);
      return cell ? [{ id: row.id, value: cell.value }] : [];
    });
  const values = rivals.map(({ value }) => value);
  const best = column.better === 'low' ? Math.min(...values) : Math.max(...values);
  if (values.length < 2 || values.every((value) => value === best)) return new Set();
  return new Set(rivals.filter(({ value }) => value === best).map(({ id }) => id));
}
