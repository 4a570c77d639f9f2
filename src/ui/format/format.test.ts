import { describe, expect, it } from 'vitest';
import { aqsWords } from './aqsWords.ts';
import { formatAqs, formatScore, formatSpread } from './formatAqs.ts';
import { formatBytes } from './formatBytes.ts';
import { costFormat, formatCost, formatCostChange } from './formatCost.ts';
import { formatDuration, formatRemaining } from './formatDuration.ts';
import { formatPercent } from './formatPercent.ts';
import { formatShape } from './formatShape.ts';

describe('formats with units', () => {
  it.each([
    [formatBytes(25_557_032), '25.6 MB'],
    [formatBytes(512), '512 B'],
    [formatCost('bops', 62.3), '62.3 GBOPS'],
    [formatCost('bops', 3951), '3.95 TBOPS'],
    [formatCost('bops', 0.0123), '12.3 MBOPS'],
    [formatCost('size', 12.8e6), '12.8 MB'],
    [formatCost('latency', 1.4), '1.40 ms'],
    [formatCostChange('bops', -3.6), '−3.60 GBOPS'],
    [formatCostChange('size', 420e3), '+420 kB'],
    [formatDuration(0.85), '850 µs'],
    [formatDuration(12_000), '12.0 s'],
    [formatDuration(200_000), '3 min 20 s'],
    [formatRemaining(4_200), 'about 5 s'],
    [formatRemaining(31_000), 'about 35 s'],
    [formatRemaining(61_000), 'about 2 min'],
    [formatPercent(0.252), '25.2 %'],
    [formatPercent(-0.61), '−61.0 %'],
    [formatPercent(2.5), '250 %'],
    [formatPercent(0), '0 %'],
    [formatPercent(Number.NaN), '–'],
    [formatShape([56, 56, 64]), '56 × 56 × 64'],
    [formatShape([null, 10]), 'any × 10'],
    [formatAqs(0.0613), '0.0613'],
    [formatAqs(null), '–'],
    [formatScore(0.0613, 'nmse'), '0.0613'],
    [formatScore(0.001, 'sqnr'), '30.0 dB'],
    [formatScore(null, 'sqnr'), '–'],
    [formatSpread([0.9, 1.1]), '±10 %'],
    [formatSpread([0, 0]), '±0 %'],
  ])('%s', (actual, expected) => {
    expect(actual).toBe(expected);
  });
});

describe('a column of costs', () => {
  it('has one unit, in which the least does not vanish', () => {
    expect([42.8, 0.656, 0.0123].map(costFormat('bops', [42.8, 0.656, 0.0123]))).toEqual([
      '42.8 GBOPS',
      '0.656 GBOPS',
      '0.0123 GBOPS',
    ]);
    expect([3951, 0.5].map(costFormat('bops', [3951, 0.5]))).toEqual(['3951 GBOPS', '0.500 GBOPS']);
    expect([1.09e6, 272e3].map(costFormat('size', [1.09e6, 272e3]))).toEqual(['1.09 MB', '0.272 MB']);
    expect([1.4, 0.85].map(costFormat('latency', [1.4, 0.85]))).toEqual(['1.40 ms', '0.850 ms']);
    expect(costFormat('size', [])(512)).toBe('512 B');
  });
});

describe('aqsWords', () => {
  it('have nats where it is damage in KL, and no prediction where it is measured', () => {
    expect(aqsWords('propagated', 'KL, nats')).toEqual({ unit: ' nats', mark: ' (pred.)' });
    expect(aqsWords('endToEnd', 'KL, nats')).toEqual({ unit: ' nats', mark: '' });
    expect(aqsWords('endToEnd', 'normalized error').unit).toBe('');
    expect(aqsWords('nmse', 'KL, nats')).toEqual({ unit: '', mark: ' (pred.)' });
  });
});
