import { describe, expect, it } from 'vitest';
import type { Verification } from '../../core/verify/Verification.ts';
import { fixtureState } from '../fixtures/fixtureStudio.ts';
import type { StudioState } from '../StudioState.ts';
import { measuredWith, type Pairs, planKey, type VerifiedPlan } from '../VerifiedPlan.ts';
import { selectLayers } from './selectLayers.ts';
import { selectTrust } from './selectTrust.ts';

const fixture = fixtureState();
const base: StudioState = {
  ...fixture,
  decisions: { ...fixture.decisions, distance: 'nmse' },
  verificationData: {
    id: 'v',
    kind: 'images',
    name: 'others',
    count: 10,
    available: 10,
    labelled: 0,
    own: true,
    origin: '',
  },
};
const layers = selectLayers(base).map(({ name }) => name);

/** All layers at so many bits, but the first few at 16. */
function pairsOf(bits: number, wide = 0): Pairs {
  return Object.fromEntries(
    layers.map((layer, at) => {
      const width = at < wide ? 16 : bits;
      return [layer, { weightBits: width, activationBits: width }];
    }),
  );
}

function verified(pairs: Pairs, damage: number, key = measuredWith(base)!): VerifiedPlan {
  const verification: Verification = { images: 10, damage, spread: 0, heads: [] };
  const data = { kind: 'images' as const, name: 'x', count: 10 };
  const quantizer = base.measureSettings.quantizer;
  const made = { pairs, verification, predicted: null, data, ranges: data, quantizer, measuredWith: key };
  return { id: planKey(pairs), ...made };
}

const plans = [2, 4, 8, 16].map((bits) => pairsOf(bits));

describe('selectTrust', () => {
  it('ranks prediction against measurement, from three plans on', () => {
    const some = plans.slice(0, 2).map((pairs, i) => verified(pairs, 1 / (1 + i)));
    expect(selectTrust({ ...base, verified: some })).toMatchObject({ all: null, plans: 2 });
    const agreeing = plans.map((pairs, i) => verified(pairs, 1 / (1 + i)));
    expect(selectTrust({ ...base, verified: agreeing }).all).toEqual({ rho: 1, plans: 4 });
    const against = plans.map((pairs, i) => verified(pairs, 1 + i));
    expect(selectTrust({ ...base, verified: against }).all).toEqual({ rho: -1, plans: 4 });
  });

  it('does not count what was measured with other settings', () => {
    const old = plans.map((pairs, i) => verified(pairs, 1 + i, 'other'));
    expect(selectTrust({ ...base, verified: old })).toMatchObject({ all: null, plans: 0 });
  });

  it('states the correlation among equally dear plans apart', () => {
    const eight = pairsOf(8);
    const near = [
      eight,
      ...layers.slice(0, 2).map((layer) => ({ ...eight, [layer]: { weightBits: 8, activationBits: 4 } })),
    ];
    const bops = 1;
    const state = {
      ...base,
      plan: { totals: { bops }, pairs: eight } as unknown as StudioState['plan'],
      verified: [...near, pairsOf(2), pairsOf(16)].map((pairs, i) => verified(pairs, 1 + i)),
    };
    expect(selectTrust(state).atCost).toBeNull();
    const total = selectLayers(base).reduce((sum, layer) => sum + (layer.macs * 64) / 1e9, 0);
    const at = {
      ...state,
      plan: { totals: { bops: total }, pairs: eight } as unknown as StudioState['plan'],
    };
    expect(selectTrust(at).atCost?.plans).toBe(3);
    expect(selectTrust(at).all?.plans).toBe(5);
  });
});
