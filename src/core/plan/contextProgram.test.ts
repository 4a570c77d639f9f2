import { describe, expect, it } from 'vitest';
import { contextProgram } from './contextProgram.ts';
import type { Program } from './Program.ts';

const option = (bits: number) => ({
  weightBits: bits,
  activationBits: bits,
  sensitivity: 9,
  costs: { bops: bits },
});
const program: Program = {
  groups: [
    { id: 'a', layers: ['a1', 'a2'], options: [option(4), option(8)] },
    { id: 'b', layers: ['b'], options: [option(4), option(8)] },
  ],
  budgets: { bops: 12 },
};

describe('contextProgram', () => {
  it('scores options by their damage above the best of the group, layers summed', () => {
    const damages = new Map([
      ['a1', new Map(Object.entries({ '4/4': 0.5, '8/8': 0.3 }))],
      ['a2', new Map(Object.entries({ '4/4': 0.4, '8/8': 0.3 }))],
      ['b', new Map(Object.entries({ '4/4': 0.25, '8/8': 0.3 }))],
    ]);
    const { groups, budgets } = contextProgram(program, damages);
    expect(
      groups.map(({ options }) => options.map(({ sensitivity }) => Number(sensitivity.toFixed(9)))),
    ).toEqual([
      [0.3, 0],
      [0, 0.05],
    ]);
    expect(groups[0]!.options[1]!.costs).toEqual({ bops: 8 });
    expect(budgets).toBe(program.budgets);
  });

  it('says which layer is missing', () => {
    expect(() => contextProgram(program, new Map())).toThrow(
      'Layer "a1" was not measured at 4/4 under the plan.',
    );
  });
});
