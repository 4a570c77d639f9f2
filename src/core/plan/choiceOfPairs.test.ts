import { describe, expect, it } from 'vitest';
import { choiceOfPairs, pairsOfChoice } from './choiceOfPairs.ts';
import type { Program } from './Program.ts';

const option = (weightBits: number, activationBits: number) => ({
  weightBits,
  activationBits,
  sensitivity: 1,
  costs: {},
});
const program: Program = {
  groups: [
    { id: 'a', layers: ['a1', 'a2'], options: [option(4, 4), option(8, 4)] },
    { id: 'b', layers: ['b'], options: [option(4, 4), option(8, 8)] },
  ],
  budgets: {},
};
const [four, wide, eight] = [option(4, 4), option(8, 4), option(8, 8)];

describe('choiceOfPairs', () => {
  it('is the inverse of pairsOfChoice', () => {
    for (const choice of [
      [0, 0],
      [1, 1],
      [1, 0],
    ])
      expect(choiceOfPairs(program, pairsOfChoice(program, choice))).toEqual(choice);
  });

  it('is null where the groups are others, a pair is not on offer, or a layer is missing', () => {
    expect(choiceOfPairs(program, { a1: four, a2: wide, b: four })).toBeNull();
    expect(choiceOfPairs(program, { a1: four, a2: four, b: wide })).toBeNull();
    expect(choiceOfPairs(program, { a1: four, b: eight })).toBeNull();
  });
});
