import { describe, expect, it } from 'vitest';
import { criterionError, shareError } from './criterionError.ts';
import { verified } from './fixtures/verified.ts';

describe('the standard error of a criterion', () => {
  it('is binomial for shares, over the labelled images where labels count', () => {
    const plan = verified({ agreement: 0.9, accuracy: 0.8, floatAccuracy: 0.85, labelled: 100 });
    expect(criterionError({ kind: 'agreement', limit: 0 }, plan)).toBeCloseTo(0.015, 12);
    expect(criterionError({ kind: 'accuracy', limit: 0 }, plan)).toBeCloseTo(0.04, 12);
  });

  it('of the accuracy lost knows that the same images are compared', () => {
    const plan = verified({ agreement: 0.96, accuracy: 0.84, floatAccuracy: 0.86 });
    // Images of 4 % may differ; two binomial errors would give 0.025.
    const drop = criterionError({ kind: 'drop', limit: 0 }, plan)!;
    expect(drop).toBeCloseTo(Math.sqrt((0.04 - 0.0004) / 400), 12);
    expect(criterionError({ kind: 'proportion', limit: 0 }, plan)).toBeCloseTo(drop / 0.86, 12);
  });

  it('of KL is the spread; of SQNR, several outputs and missing labels it is not known', () => {
    const one = verified({ kl: 0.1, agreement: 1 });
    expect(criterionError({ kind: 'kl', limit: 0 }, one)).toBe(0.01);
    expect(criterionError({ kind: 'sqnr', limit: 0 }, one)).toBeNull();
    expect(criterionError({ kind: 'drop', limit: 0 }, one)).toBeNull();
    expect(criterionError({ kind: 'kl', limit: 0 }, verified({ kl: 0.1 }, { kl: 0.2 }))).toBeNull();
  });

  it('is never nothing: where all images agree it is the Wilson bound', () => {
    const all = verified({ agreement: 1, accuracy: 0.86, floatAccuracy: 0.86 });
    expect(criterionError({ kind: 'agreement', limit: 0 }, all)).toBeCloseTo(1 / 401, 12);
    expect(criterionError({ kind: 'drop', limit: 0 }, all)).toBeCloseTo(1 / 401, 12);
    expect(shareError(0, 19)).toBeCloseTo(0.05, 12);
  });
});
