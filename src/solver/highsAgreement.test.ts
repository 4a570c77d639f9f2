import fc from 'fast-check';
import createGlpk, { type GLPK } from 'glpk.js/node';
import createHighs, { type Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { highsChoice } from '../../bench/solverHighs.ts';
import { meetsBudgets, objectiveOf } from '../core/plan/exactTotals.ts';
import type { Budgets } from '../core/plan/Program.ts';
import { randomProgram } from '../core/plan/randomProgram.ts';
import { solveProgram } from './solveProgram.ts';

let glpk: GLPK;
let highs: Highs;
beforeAll(async () => {
  [glpk, highs] = [await createGlpk(), await createHighs()];
});

const cases: readonly (readonly [number, number, Budgets])[] = [
  [2, 54, { bops: 0.5 }],
  [3, 54, { size: 0.3 }],
  [5, 54, { size: 0.5, bops: 0.3, latency: 0.4 }],
  [6, 200, { bops: 0.35 }],
  [7, 200, { size: 0.2 }],
  [8, 200, { size: 0.3, bops: 0.25 }],
  // Tightening once took a stale least option for the group's own, and called a worse plan proven.
  [104, 200, { size: 0.05 + 3.2 / 11, bops: 0.05 + (((0.05 + 3.2 / 11) * 7.3) % 0.8) }],
];

// Whole programs take HiGHS a second or two where other work shares the machine.
describe('an independent exact solver (HiGHS)', { timeout: 60_000 }, () => {
  it.each(cases)('finds the same optimum: seed %i, %i groups of 16 pairs, %o', (seed, groups, budgets) => {
    const program = randomProgram(seed, groups, [2, 4, 6, 8], budgets);
    const solution = solveProgram(glpk, program);
    const other = highsChoice(highs, program);
    expect(meetsBudgets(program, other)).toBe(true);
    expect(solution.status).toBe('optimal');
    expect(meetsBudgets(program, solution.choice)).toBe(true);
    expect(Math.abs(solution.objective / objectiveOf(program, other) - 1)).toBeLessThan(1e-9);
  });

  it('agrees with GLPK alone, whatever the core search closes first', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 8, max: 40 }),
        fc.array(fc.double({ min: 0.05, max: 0.9, noNaN: true }), { minLength: 2, maxLength: 3 }),
        (seed, groups, [size, bops, latency]) => {
          const budgets = { size: size!, bops: bops!, ...(latency === undefined ? {} : { latency }) };
          const program = randomProgram(seed, groups, [2, 4, 8], budgets);
          const searched = solveProgram(glpk, program);
          const asked = solveProgram(glpk, program, { coreWidth: 0 });
          expect(searched.status).toBe(asked.status);
          if (searched.status === 'infeasible') return;
          expect(Math.abs(searched.objective / asked.objective - 1)).toBeLessThan(1e-9);
        },
      ),
      { numRuns: 60, seed: 1 },
    );
  });

  it('agrees with the search that stands in when GLPK stops', () => {
    const broken = Object.create(glpk, {
      solve: {
        value: () => {
          throw new Error('Aborted()');
        },
      },
    }) as GLPK;
    for (const [seed, , budgets] of cases) {
      const program = randomProgram(seed, 14, [2, 4, 8], budgets);
      const solution = solveProgram(broken, program);
      expect(solution.status).toBe('optimal');
      expect(solution.objective).toBeCloseTo(solveProgram(glpk, program).objective, 12);
    }
  });
});
