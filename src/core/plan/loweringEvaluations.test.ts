import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { objectiveOf } from './exactTotals.ts';
import { loweringModes } from './fixtures/loweringModes.ts';
import { measuredDamage, smallGroup } from './fixtures/smallPlans.ts';
import { loweringEvaluations, stepsLeft } from './loweringEvaluations.ts';
import { lowerPlan } from './lowerPlan.ts';
import { MeasuredPlans } from './MeasuredPlans.ts';
import { randomProgram } from './randomProgram.ts';

describe('how many evaluations the procedure takes', () => {
  const grid = smallGroup('g', { '4/4': 0, '4/8': 0, '8/4': 0, '8/8': 0 });

  it('counts steps along the longest way, without pinned and frozen groups', () => {
    expect(stepsLeft([grid, grid], [3, 1], 'lower')).toBe(3);
    expect(stepsLeft([grid, grid], [3, 1], 'raise')).toBe(1);
    expect(stepsLeft([grid, { ...grid, pin: 3 }], [3, 3], 'lower')).toBe(2);
    expect(stepsLeft([grid, grid], [3, 3], 'lower', (g) => g === 0)).toBe(2);
  });

  it('is one for the start and one a step, or the logarithm of the steps', () => {
    const groups = Array.from({ length: 10 }, (_, i) => ({ ...grid, id: `g${i}` }));
    expect(loweringEvaluations(groups, {})).toBe(21);
    expect(loweringEvaluations(groups, { mode: 'fast' })).toBe(6);
    expect(loweringEvaluations(groups, { mode: 'fast', reverse: true })).toBe(6);
    expect(loweringEvaluations(groups, { mode: 'fast-then-full' })).toBe(26);
    expect(loweringEvaluations(groups, { onFail: 'freeze-step' })).toBe(31);
  });

  it('is never exceeded', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.constantFrom(...loweringModes),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (seed, options, share) => {
          const program = randomProgram(seed, 4, [2, 4, 8], {});
          const most = program.groups.reduce(
            (sum, { options: all }) => sum + Math.max(...all.map(({ sensitivity }) => sensitivity)),
            0,
          );
          const plans = new MeasuredPlans(async (choice) => measuredDamage(objectiveOf(program, choice)));
          const input = {
            program,
            macs: () => 1000,
            stepAqs: () => 0.1,
            criterion: { kind: 'kl' as const, limit: share * most },
            plans,
          };
          for await (const event of lowerPlan(input, options)) void event;
          expect(plans.evaluations).toBeLessThanOrEqual(loweringEvaluations(program.groups, options));
        },
      ),
      { numRuns: 100, seed: 5 },
    );
  });
});
