import { expect, it } from 'vitest';
import { parseNumber } from './parseNumber.ts';

const images = { min: 1, max: 1000, whole: true };

it.each([
  ['200', 200],
  [' 1 ', 1],
  ['1e3', 1000],
  ['50,0', 50],
])('reads %j as so many images', (text, value) => {
  expect(parseNumber(text, images)).toEqual({ value });
});

it.each([
  ['50.5', '50.5 is not whole: type a whole number from 1 to 1000.'],
  ['0', '0 is out of range: type a whole number from 1 to 1000.'],
  ['−5', '−5 is out of range: type a whole number from 1 to 1000.'],
  ['1e9', '1e9 is out of range: type a whole number from 1 to 1000.'],
  ['', 'Type a whole number from 1 to 1000.'],
  ['many', '"many" is no number: type a whole number from 1 to 1000.'],
])('refuses %j with what may be typed', (text, error) => {
  expect(parseNumber(text, images)).toEqual({ error });
});

it('reads a decimal comma as a point', () => {
  expect(parseNumber('99,99', { min: 50, max: 100, whole: false })).toEqual({ value: 99.99 });
  expect(parseNumber('', { min: 50, max: 100, whole: false })).toEqual({
    error: 'Type a number from 50 to 100.',
  });
});
