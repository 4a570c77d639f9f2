import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { criterionKinds, criterionProblem, criterionValue, meetsCriterion } from './Criterion.ts';
import { compareDamage } from './compareDamage.ts';
import type { HeadErrors } from './compareOutputs.ts';
import { verified } from './fixtures/verified.ts';
import { formatCriterion, formatCriterionValue, writeCriterion } from './formatCriterion.ts';
import type { OutputHead } from './OutputHead.ts';
import { parseCriterion } from './parseCriterion.ts';
import { summarize } from './Verification.ts';

describe('a criterion', () => {
  it('is read from text, shares also as per cent', () => {
    expect(parseCriterion('agreement>=0.98')).toEqual({ kind: 'agreement', limit: 0.98 });
    expect(parseCriterion(' Drop <= 1% ')).toEqual({ kind: 'drop', limit: 0.01 });
    expect(parseCriterion('sqnr ≥ 20 dB')).toEqual({ kind: 'sqnr', limit: 20 });
    expect(parseCriterion('kl<=5e-2')).toEqual({ kind: 'kl', limit: 0.05 });
    expect(parseCriterion('sqnr>=-3')).toEqual({ kind: 'sqnr', limit: -3 });
  });

  it.each([
    ['good', /not a criterion.*agreement>=0\.98/],
    ['speed>=3', /no criterion "speed".*accuracy, drop/],
    ['agreement<=0.98', /a floor; write agreement>=0\.98/],
    ['kl>0.1', /a ceiling; write kl<=0\.1/],
    ['agreement>=98', /from 0 to 1; write agreement>=0\.98/],
    ['kl<=5%', /not a limit for kl.*nats/],
    ['drop<=much', /not a limit/],
    ['kl<=-1', /never below 0/],
  ])('says what is wrong with %s', (text, message) => {
    expect(() => parseCriterion(text)).toThrow(message);
  });

  it('is written as it is read', () => {
    fc.assert(
      fc.property(fc.constantFrom(...criterionKinds), fc.integer({ min: 0, max: 1000 }), (kind, n) => {
        const criterion = { kind, limit: n / 1000 };
        expect(parseCriterion(writeCriterion(criterion))).toEqual(criterion);
      }),
    );
    expect(formatCriterion({ kind: 'drop', limit: 0.01 })).toBe('accuracy lost from float at most 1 point');
    expect(formatCriterionValue('agreement', 0.98765)).toBe('98.77 %');
    expect(formatCriterionValue('sqnr', Number.POSITIVE_INFINITY)).toBe('∞ dB');
  });

  it('compares shares without the rounding of their difference', () => {
    const plan = verified({ accuracy: 0.865, floatAccuracy: 0.875 });
    expect(0.875 - 0.865).toBeGreaterThan(0.01);
    expect(meetsCriterion({ kind: 'drop', limit: 0.01 }, plan)).toBe(true);
    expect(meetsCriterion({ kind: 'drop', limit: 0.0099 }, plan)).toBe(false);
    expect(meetsCriterion({ kind: 'accuracy', limit: 0.865 }, plan)).toBe(true);
    expect(criterionValue({ kind: 'proportion', limit: 0.99 }, plan)).toBeCloseTo(0.98857, 5);
  });

  it('takes the worst of several outputs, and never passes without a number', () => {
    const plan = verified(
      { agreement: 0.99, kl: 0.01 },
      { agreement: 0.9, kl: 0.2 },
      { kind: 'values', sqnr: 3 },
    );
    expect(criterionValue({ kind: 'agreement', limit: 0 }, plan)).toBe(0.9);
    expect(criterionValue({ kind: 'kl', limit: 0 }, plan)).toBe(0.2);
    expect(criterionValue({ kind: 'sqnr', limit: 0 }, plan)).toBe(3);
    expect(meetsCriterion({ kind: 'kl', limit: 1 }, verified({ kl: Number.NaN }))).toBe(false);
    expect(meetsCriterion({ kind: 'sqnr', limit: 0 }, verified({ sqnr: Number.NaN }))).toBe(false);
  });

  it('is refused without labels or classes, with what to use in place', () => {
    expect(criterionProblem({ kind: 'drop', limit: 0 }, { heads: ['classes'], labelled: false })).toMatch(
      /needs labels/,
    );
    expect(criterionProblem({ kind: 'kl', limit: 0 }, { heads: ['image'], labelled: true })).toMatch(
      /classes.*use sqnr/,
    );
    expect(criterionProblem({ kind: 'sqnr', limit: 0 }, { heads: ['image'], labelled: false })).toBeNull();
    expect(() => criterionValue({ kind: 'accuracy', limit: 0 }, verified({ agreement: 1 }))).toThrow(
      /needs labels/,
    );
  });
});

const head: OutputHead = { tensor: 0, name: 'y', kind: 'classes', probabilities: true, size: 5 };
const errors = (top: number[], topFloat: number[], kl = top.map(() => 0.1)): HeadErrors => ({
  head: 'y',
  kl: Float64Array.from(kl),
  top: Int32Array.from(top),
  topFloat: Int32Array.from(topFloat),
  error: new Float64Array(top.length).fill(1),
  signal: new Float64Array(top.length).fill(100),
  span: new Float64Array(top.length).fill(1),
});

describe('labels of a verification', () => {
  it('may accept several classes; an empty list does not count', () => {
    const measured = summarize([head], [errors([0, 1, 2, 3], [0, 2, 2, 4])], [0, [1, 2], [], 4]);
    expect(measured.heads[0]).toMatchObject({
      accuracy: 2 / 3,
      floatAccuracy: 1,
      agreement: 0.5,
      labelled: 3,
    });
    expect(summarize([head], [errors([0], [0])], [3]).heads[0]).not.toHaveProperty('labelled');
  });

  it('give no accuracy where they are too few, none, or of other classes', () => {
    const one = errors([0, 1], [0, 1]);
    for (const labels of [undefined, [0], [0, 9], [[], []]])
      expect(summarize([head], [one], labels).heads[0]).not.toHaveProperty('accuracy');
  });
});

describe('the damage of two plans', () => {
  it('is compared image by image', () => {
    const a = summarize([head], [errors([0, 0, 0, 0], [0, 0, 0, 0], [1, 2, 3, 4])]);
    const b = summarize([head], [errors([0, 0, 0, 0], [0, 0, 0, 0], [0.9, 1.9, 2.9, 3.9])]);
    const { difference, noise } = compareDamage(a, b);
    expect(difference).toBeCloseTo(-0.1, 12);
    // Both means are uncertain by 0.65, their difference not at all.
    expect(a.spread).toBeCloseTo(Math.sqrt(1.25 / 3), 12);
    expect(noise).toBeLessThan(1e-12);
    const { byImage: _, ...bare } = b;
    expect(compareDamage(a, bare).noise).toBeCloseTo(Math.hypot(a.spread, b.spread), 12);
  });
});
