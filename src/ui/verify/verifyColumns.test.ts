import { describe, expect, it } from 'vitest';
import { defaultQuantizer } from '../../core/quantize/QuantizerSettings.ts';
import type { HeadVerification } from '../../core/verify/Verification.ts';
import type { VerifyRow } from '../../store/selectors/selectVerifyRows.ts';
import { bestOf, shareCell, verifyColumns } from './verifyColumns.ts';

const classes: HeadVerification = {
  head: 'softmax',
  kind: 'classes',
  kl: 0.0123,
  agreement: 0.98,
  accuracy: 0.875,
  floatAccuracy: 0.88,
  sqnr: 21.5,
};

function row(
  id: string,
  kind: VerifyRow['kind'],
  head: HeadVerification | null,
  more: Partial<VerifyRow> = {},
): VerifyRow {
  const data = { kind: 'images' as const, name: 'x', count: 1000 };
  return {
    id,
    kind,
    label: id,
    pairs: {},
    predicted: 0.5,
    exact: true,
    stale: false,
    totals: {
      sizeBytes: 1e6,
      gbops: 2,
      latencyMs: null,
      conversions: 0,
      conversionMs: null,
      activationBytes: 1,
    },
    measured: head && {
      id,
      pairs: {},
      verification: { images: 1000, damage: head.kl ?? 0.2, spread: 0.0011, heads: [head] },
      predicted: 0.5,
      data,
      ranges: data,
      quantizer: defaultQuantizer,
      measuredWith: '',
    },
    ...more,
  };
}

const words = { unit: ' nats', mark: ' (pred.)' };

const titles = (rows: readonly VerifyRow[]) => verifyColumns(rows, 'bops', words).map(({ title }) => title);

describe('verifyColumns', () => {
  it('suit the outputs: classes with labels, images, values', () => {
    expect(titles([row('plan', 'plan', classes)])).toEqual([
      'AQS (pred.), nats',
      'KL, nats',
      'SQNR, dB',
      'agreement',
      'accuracy',
      'BOPS',
      'size',
    ]);
    const image: HeadVerification = { head: 'out', kind: 'image', sqnr: 30, psnr: 41 };
    expect(titles([row('plan', 'plan', image)])).toEqual([
      'AQS (pred.), nats',
      'error',
      'PSNR, dB',
      'SQNR, dB',
      'BOPS',
      'size',
    ]);
    const boxes: HeadVerification = { head: 'boxes', kind: 'values', sqnr: 30 };
    const two = row('plan', 'plan', boxes);
    const measured = {
      ...two.measured!,
      verification: { ...two.measured!.verification, heads: [boxes, { ...boxes, head: 'scores' }] },
    };
    expect(titles([{ ...two, measured }])).toEqual([
      'AQS (pred.), nats',
      'error',
      'SQNR, dB boxes',
      'SQNR, dB scores',
      'BOPS',
      'size',
    ]);
    expect(titles([row('plan', 'plan', null)])).toEqual(['AQS (pred.), nats', 'error', 'BOPS', 'size']);
  });

  it('say what is written, with standard errors, and what float is', () => {
    const rows = [row('float', 'float', classes), row('plan', 'plan', classes)];
    const written = verifyColumns(rows, 'bops', words).map(({ cell }) =>
      rows.map((r) => {
        const found = cell(r);
        return found && `${found.text}${found.error ? ` ± ${found.error}` : ''}`;
      }),
    );
    expect(written).toEqual([
      [null, '0.500'],
      ['0', '0.0123 ± 0.0011'],
      ['∞', '21.5'],
      ['100 %', '98.0 % ± 0.4'],
      ['88.0 % ± 1.0', '87.5 % ± 1.0'],
      ['2.00 GBOPS', '2.00 GBOPS'],
      ['1.00 MB', '1.00 MB'],
    ]);
  });

  it('takes the error of a share from the images that have a label', () => {
    expect(shareCell(0.5, 25)).toEqual({ text: '50.0 %', value: 0.5, error: '10.0' });
    expect(shareCell(undefined, 25)).toBeNull();
    // Of few images that all agree not all is known.
    expect(shareCell(1, 19)).toMatchObject({ error: '5.0' });
  });
});

describe('bestOf', () => {
  const [, kl, sqnr] = verifyColumns([row('plan', 'plan', classes)], 'bops', words);

  it('is the least or the largest by column, never float nor what is stale', () => {
    const rows = [
      row('float', 'float', classes),
      row('plan', 'plan', classes),
      row('8/4', 'uniform', { ...classes, kl: 0.02, sqnr: 25 }),
      row('old', 'kept', { ...classes, kl: 0.001, sqnr: 60 }, { stale: true }),
    ];
    expect([...bestOf(kl!, rows)]).toEqual(['plan']);
    expect([...bestOf(sqnr!, rows)]).toEqual(['8/4']);
  });

  it('is nobody where all are equal or alone', () => {
    expect(bestOf(kl!, [row('a', 'plan', classes), row('b', 'kept', classes)]).size).toBe(0);
    expect(bestOf(kl!, [row('a', 'plan', classes), row('b', 'kept', null)]).size).toBe(0);
  });
});
