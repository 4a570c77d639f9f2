import { expect, it } from 'vitest';
import { initialDecisions } from './initialState.ts';
import { readPermalink, writePermalink } from './permalink.ts';

const decisions = { ...initialDecisions, budgets: { bops: 12.5 }, pins: { 'größe+b': '4/8' } };

it('comes back as it was, and is safe in an address', () => {
  const link = { sample: 'a', sha256: 'f'.repeat(64), decisions };
  const hash = writePermalink(link);
  expect(hash).toMatch(/^#plan=[\w-]+$/);
  expect(readPermalink(hash)).toEqual(link);
});

it('takes nothing that is not one', () => {
  expect(readPermalink('')).toBeNull();
  expect(readPermalink('#plan=%%%')).toBeNull();
  const odd = { sha256: 'f', decisions: { ...decisions, budgets: { bops: 'many' } } };
  expect(readPermalink(writePermalink(odd as never))).toBeNull();
  const none = { sha256: 'f', decisions: { ...decisions, budgets: {} } };
  expect(readPermalink(writePermalink(none))).toBeNull();
});

it('reads a link from before the AQS limit and the calm tolerance', () => {
  const { aqsLimit: _limit, tolerance: _tolerance, ...older } = decisions;
  const link = readPermalink(writePermalink({ sha256: 'f', decisions: older as never }));
  expect(link?.decisions).toEqual(decisions);
  const odd = { ...decisions, tolerance: 2 };
  expect(readPermalink(writePermalink({ sha256: 'f', decisions: odd }))).toBeNull();
});
