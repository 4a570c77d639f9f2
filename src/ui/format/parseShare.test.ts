import { expect, it } from 'vitest';
import { parseAqs, parseShare } from './parseShare.ts';

it.each([
  ['0.05', 0.05],
  [' 3e-4 ', 3e-4],
  ['1,5', 1.5],
  ['0', 0],
])('reads the AQS %j', (text, value) => {
  expect(parseAqs(text)).toEqual({ value });
});

it.each(['', 'x', '-1', '0.1 dB', 'NaN', 'Infinity'])('refuses the AQS %j', (text) => {
  expect(parseAqs(text)).toHaveProperty('error');
});

it.each([
  ['2', 0.02],
  ['0.5 %', 0.005],
  ['0', 0],
  ['100%', 1],
])('reads the share %j', (text, value) => {
  expect(parseShare(text)).toEqual({ value });
});

it.each(['', '101', '-1 %', 'few'])('refuses the share %j', (text) => {
  expect(parseShare(text)).toHaveProperty('error');
});
