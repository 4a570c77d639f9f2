import { describe, expect, it } from 'vitest';
import { formatSi, formatThree, formatTick } from './formatSi.ts';

describe('formatThree', () => {
  it.each([
    [0, '0'],
    [0.0613, '0.0613'],
    [62.345, '62.3'],
    [999.7, '1000'],
    [0.0000613, '6.13e−5'],
    [-3.6, '−3.60'],
    [Number.NaN, '–'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('%s reads %s', (value, text) => {
    expect(formatThree(value)).toBe(text);
  });
});

describe('formatSi', () => {
  it.each([
    [51_380_224, 'MAC', '51.4 MMAC'],
    [3.951e12, 'BOPS', '3.95 TBOPS'],
    [999_600, 'MAC', '1.00 MMAC'],
    [27, '', '27'],
    [0, 'MAC', '0 MAC'],
    [-2_500, 'B', '−2.50 kB'],
  ])('%s %s reads %s', (value, unit, text) => {
    expect(formatSi(value, unit)).toBe(text);
  });
});

describe('formatTick', () => {
  it.each([
    [0.01, '0.01'],
    [0.000001, '1e−6'],
    [0.00025, '2.5e−4'],
    [250, '250'],
    [1, '1'],
    [2.5, '2.5'],
    [1000, '1000'],
  ])('%s reads %s', (value, text) => {
    expect(formatTick(value)).toBe(text);
  });
});
