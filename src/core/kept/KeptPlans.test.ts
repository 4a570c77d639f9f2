import { expect, it } from 'vitest';
import { defaultQuantizer } from '../quantize/QuantizerSettings.ts';
import { type KeptPlans, packPlans, unpackPlans } from './KeptPlans.ts';

const pairs = {
  stem: { weightBits: 8, activationBits: 4 },
  head: { weightBits: 16, activationBits: 16, weightFloat: true, activationFloat: true },
};
const data = { kind: 'images', name: 'pictures', count: 12 } as const;
const plans: KeptPlans = {
  kept: [{ name: 'größe', pairs }],
  measured: [
    {
      pairs,
      trial: { calibration: 'c', evaluation: 'e' },
      measuredWith: 'm',
      predicted: null,
      data,
      ranges: data,
      quantizer: defaultQuantizer,
    },
  ],
};
const through = (value: KeptPlans) => unpackPlans(JSON.parse(JSON.stringify(packPlans(value))));

it('comes back as it was', () => {
  expect(through(plans)).toEqual(plans);
});

it('is bounded: of too many plans the newest stay', () => {
  const many = Array.from({ length: 500 }, (_, i) => ({ name: `Plan ${i}`, pairs }));
  const notes = many.map((_, i) => ({ ...plans.measured[0]!, predicted: i }));
  const read = through({ kept: many, measured: notes })!;
  expect(read.kept).toHaveLength(100);
  expect(read.kept.at(-1)?.name).toBe('Plan 499');
  expect(read.measured).toHaveLength(200);
  expect(read.measured.at(-1)?.predicted).toBe(499);
});

it('leaves out what is not whole, and takes nothing of another form', () => {
  const packed = packPlans(plans) as { kept: object[]; measured: object[] };
  const odd = {
    ...packed,
    kept: [{ name: 'a', pairs: { stem: '8' } }, null, ...packed.kept],
    measured: [{ ...packed.measured[0], trial: {} }, { ...packed.measured[0], data: 3 }, ...packed.measured],
  };
  expect(unpackPlans(odd)).toEqual(plans);
  for (const other of [null, [], { ...packed, format: 'plans 0' }, { ...packed, kept: {} }])
    expect(unpackPlans(other)).toBeNull();
});
