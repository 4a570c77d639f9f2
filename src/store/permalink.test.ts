import { expect, it } from 'vitest';
import { initialDecisions, initialState } from './initialState.ts';
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

it('carries how layers are measured and on how much plans are verified, checked', () => {
  const { measureSettings: measure, verifySettings: verify } = initialState;
  const link = {
    sha256: 'f',
    decisions,
    measure: { ...measure, operands: 'input', images: 7 },
    verify,
  } as const;
  expect(readPermalink(writePermalink(link))).toEqual(link);
  const odd = [
    { ...link, measure: { ...measure, images: 0 } },
    { ...link, measure: { ...measure, images: 2.5 } },
    { ...link, measure: { ...measure, operands: 'all' } },
    { ...link, measure: { ...measure, quantizer: { ...measure.quantizer, weights: { range: 'wide' } } } },
    { ...link, measure: null },
    { ...link, verify: { ...verify, images: '200' } },
    { ...link, verify: { images: 200 } },
    { ...link, verify: 200 },
  ];
  for (const other of odd) expect(readPermalink(writePermalink(other as never))).toBeNull();
});

it('reads a link from before the settings were in it', () => {
  expect(readPermalink(writePermalink({ sha256: 'f', decisions }))).toEqual({ sha256: 'f', decisions });
});

it('reads a link from before the AQS limit and the calm tolerance', () => {
  const { aqsLimit: _limit, tolerance: _tolerance, ...older } = decisions;
  const link = readPermalink(writePermalink({ sha256: 'f', decisions: older as never }));
  expect(link?.decisions).toEqual(decisions);
  const odd = { ...decisions, tolerance: 2 };
  expect(readPermalink(writePermalink({ sha256: 'f', decisions: odd }))).toBeNull();
});
