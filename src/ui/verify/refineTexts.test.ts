import { describe, expect, it } from 'vitest';
import type { RefinementState } from '../../store/RefinementState.ts';
import { refinedText } from './refineTexts.ts';

const refinement: RefinementState = {
  ways: ['swaps'],
  question: '',
  searched: 250,
  start: 0.012,
  tries: Array.from({ length: 5 }, () => ({ text: '', damage: 0.01, accepted: false })),
  result: {
    evaluations: 6,
    found: true,
    better: true,
    before: { images: 750, damage: 0.0121, spread: 0.001 },
    after: { images: 750, damage: 0.0098, spread: 0.001 },
    change: { difference: -0.0023, noise: 0.0006 },
  },
};

describe('what is said of a refinement', () => {
  it('has the measure, its unit, the change with its noise, and the images', () => {
    expect(refinedText(refinement, 'KL, nats')).toBe(
      'KL 0.0121 → 0.00980 nats (−0.0023 ± 0.0006, 19.0 % less), measured on 750 images that the search did not use.',
    );
    expect(refinedText(refinement, 'normalized error')).toMatch(/^Error 0.0121 → 0.00980 \(/);
  });

  it('says when nothing came of it, with as many plans as are listed', () => {
    const result = { ...refinement.result!, better: false, change: { difference: 0.0004, noise: 0.0006 } };
    expect(refinedText({ ...refinement, result }, 'KL, nats')).toContain(
      '(+0.0004 ± 0.0006), measured on 750 images that the search did not use: what was better in the search is not better there',
    );
    const none = { ...result, found: false };
    expect(refinedText({ ...refinement, searched: null, tries: [], result: none }, 'KL, nats')).toBe(
      '0 plans were tried on the calibration images; none measured better: the plan stays.',
    );
  });
});
