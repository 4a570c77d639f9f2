import { describe, expect, it } from 'vitest';
import { schemaProblems } from '../profile/schemaProblems.ts';
import type { Verification } from '../verify/Verification.ts';
import { planSchema } from './planSchema.ts';
import { readVerification, writeVerification } from './verificationFile.ts';

const data = { kind: 'images' as const, name: 'held-out set', count: 1000 };
const measured: Verification = {
  images: 1000,
  damage: 0.0145,
  spread: 0.001,
  heads: [
    {
      head: 'softmax',
      kind: 'classes',
      kl: 0.0145,
      agreement: 0.949,
      accuracy: 0.865,
      floatAccuracy: 0.875,
      labelled: 900,
      sqnr: 20.3,
    },
    { head: 'picture', kind: 'image', sqnr: Number.POSITIVE_INFINITY, psnr: Number.POSITIVE_INFINITY },
    { head: 'boxes', kind: 'values', sqnr: -1.5 },
  ],
};

describe('a verification in a file', () => {
  it('comes back as it was, without the single images and with what is infinite left out', () => {
    const file = JSON.parse(JSON.stringify(writeVerification({ ...measured, byImage: [0.1] }, data)));
    expect(file.heads[1]).toEqual({ head: 'picture', kind: 'image' });
    expect(readVerification(file)).toEqual(measured);
    expect(file.data).toEqual(data);
  });

  it('is what the schema says', () => {
    const { verification } = planSchema.properties;
    expect(schemaProblems(verification as object, writeVerification(measured, data))).toEqual([]);
    const odd = { ...writeVerification(measured, data), damage: 'much' };
    expect(schemaProblems(verification as object, odd)).toHaveLength(1);
  });
});
