import { describe, expect, it } from 'vitest';
import { parseCriterionLimit, understoodText } from './parseCriterionLimit.ts';

describe('the limit of a criterion', () => {
  it.each([
    ['agreement', '98', 0.98],
    ['agreement', '98 %', 0.98],
    ['agreement', '98%', 0.98],
    ['agreement', '0.98', 0.98],
    ['agreement', '0,98', 0.98],
    ['agreement', '98,5', 0.985],
    ['agreement', '1', 1],
    ['agreement', '1 %', 0.01],
    ['accuracy', '.85', 0.85],
    ['proportion', '99', 0.99],
    ['drop', '2', 0.02],
    ['drop', '0.5', 0.005],
    ['drop', '0,5 points', 0.005],
    ['drop', '1 point', 0.01],
    ['drop', '1 %', 0.01],
    ['sqnr', '20 dB', 20],
    ['sqnr', '−3', -3],
    ['kl', '0,05 nats', 0.05],
  ] as const)('of %s typed as %j is %s', (kind, text, value) => {
    const parsed = parseCriterionLimit(kind, text);
    expect(parsed).toHaveProperty('value');
    expect((parsed as { value: number }).value).toBeCloseTo(value, 12);
  });

  it.each([
    ['agreement', '120', '120 is out of range: an agreement is 0 to 100 %.'],
    ['drop', '-1', '-1 is out of range: a loss of accuracy is 0 to 100 points.'],
    ['kl', '20 dB', '"20 dB" is no limit: type 0 to 100 nats.'],
    ['sqnr', '500', '500 is out of range: an SQNR is −20 to 200 dB.'],
    ['accuracy', '', 'Type 0 to 100 %.'],
  ] as const)('of %s typed as %j is refused', (kind, text, error) => {
    expect(parseCriterionLimit(kind, text)).toEqual({ error });
  });

  it('is said as it is understood', () => {
    expect(understoodText('agreement', '0,98')).toBe('= 98 %');
    expect(understoodText('drop', '0.5')).toBe('= 0.5 points');
    expect(understoodText('drop', '0.02')).toBe('= 0.02 points; for 2 points type 2');
    expect(understoodText('kl', 'x')).toBe('');
  });
});
