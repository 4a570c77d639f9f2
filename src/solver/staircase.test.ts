import fc from 'fast-check';
import createGlpk, { type GLPK } from 'glpk.js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { allOptima } from '../core/plan/allOptima.ts';
import { meetsBudgets, objectiveOf, totalOf } from '../core/plan/exactTotals.ts';
import resnet18 from '../core/plan/fixtures/hawq-v3-resnet18.json' with { type: 'json' };
import { frontier } from '../core/plan/frontier.ts';
import { growStaircase, optimaBetween } from '../core/plan/growStaircase.ts';
import type { Program } from '../core/plan/Program.ts';
import { readProblem } from '../core/plan/problemFile.ts';
import { randomProgram } from '../core/plan/randomProgram.ts';
import { Staircase } from '../core/plan/Staircase.ts';
import { solveProgram } from './solveProgram.ts';

let glpk: GLPK;
beforeAll(async () => {
  glpk = await createGlpk();
});
const solve = (program: Program) => solveProgram(glpk, program, { now: () => 0 });

function grown(program: Program, cost: 'size' | 'bops', options = {}): Staircase {
  const staircase = new Staircase(program, cost);
  for (const _ of growStaircase(staircase, solve, options));
  return staircase;
}

describe('Staircase', () => {
  it.each([
    ['the complete set', { completeLimit: 1e6 }],
    ['coarse to fine', { completeLimit: 0, steps: 64 }],
  ])('agrees with single solves everywhere: %s', (_, options) => {
    let answered = 0;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.array(fc.double({ min: 0, max: 1.2, noNaN: true }), { minLength: 8, maxLength: 8 }),
        fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined }),
        (seed, shares, pin) => {
          const made = randomProgram(seed, 8, [2, 4, 8], {});
          const program: Program = {
            ...made,
            groups: made.groups.map((group, g) => (g === 0 && pin !== undefined ? { ...group, pin } : group)),
          };
          const staircase = grown(program, 'bops', options);
          const own = staircase.points().map((point) => point.cost);
          const budgets = shares.map((share) => staircase.min + share * (staircase.max - staircase.min));
          for (const budget of [...budgets, own[0]!, own[3]!, own.at(-1)!]) {
            const known = staircase.solutionAt(budget);
            if (!known) continue;
            answered++;
            const single = solve(staircase.programAt(budget));
            expect(known.objective).toBeCloseTo(single.objective, 12);
            expect(Math.abs(known.objective / single.objective - 1)).toBeLessThan(1e-11);
            expect(meetsBudgets(staircase.programAt(budget), known.choice)).toBe(true);
          }
        },
      ),
      { numRuns: 40, seed: 5 },
    );
    expect(answered).toBeGreaterThan(150);
  });

  it('answers every one of its steps, and holds other budgets', () => {
    const program = randomProgram(4, 20, [2, 4, 8], { size: 0.4 });
    const staircase = grown(program, 'bops', { steps: 100 });
    let answered = 0;
    for (let i = 0; i < 100; i++) {
      const budget = i === 99 ? staircase.max : staircase.min + ((staircase.max - staircase.min) * i) / 99;
      const known = staircase.at(budget);
      const single = solve(staircase.programAt(budget));
      expect(known === null).toBe(single.status === 'infeasible');
      if (!known) continue;
      answered++;
      expect(Math.abs(known.sensitivity / single.objective - 1)).toBeLessThan(1e-11);
      expect(meetsBudgets(staircase.programAt(budget), known.choice)).toBe(true);
    }
    expect(answered).toBeGreaterThan(80);
  });

  it('has the supported points at once and every non-dominated plan of ResNet-18', () => {
    const program = readProblem(JSON.stringify(resnet18));
    const staircase = new Staircase(program, 'bops');
    const walk = growStaircase(staircase, solve);
    expect(walk.next().value).toMatchObject({ stage: 'hull' });
    for (const point of frontier(program, 'bops')) {
      expect(staircase.at(point.cost * (1 + 1e-13))!.sensitivity / point.sensitivity).toBeCloseTo(1, 9);
    }
    expect(walk.next().value).toMatchObject({ stage: 'all', points: staircase.points().length });
    expect(staircase.complete).toBe(true);
    for (const { budget, objective } of resnet18.expected as {
      budget: { bops?: number };
      objective: number;
    }[]) {
      if (budget.bops) expect(staircase.at(budget.bops)!.sensitivity / objective).toBeCloseTo(1, 10);
    }
  });

  it('lists what lies between two budgets, the same plans as the dynamic programme', () => {
    const program = randomProgram(11, 6, [2, 4, 8], {});
    const all = allOptima(program, 'size')!.map((choice) => totalOf(program, choice, 'size'));
    const staircase = new Staircase(program, 'size');
    const costs = [...optimaBetween(staircase, solve, staircase.max, staircase.min)].reverse();
    expect(costs.length).toBeGreaterThan(10);
    // Plans whose costs differ by rounding only are one to the solver, which admits it as slack.
    const distinct = all.filter((cost, i) => i + 1 === all.length || all[i + 1]! > cost * (1 + 1e-11));
    expect(costs).toHaveLength(distinct.length);
  });

  it('is strictly falling, and says when the complete set is too large', () => {
    const program = randomProgram(2, 54, [2, 4, 6, 8], {});
    expect(allOptima(program, 'bops', 500)).toBeNull();
    const staircase = grown(program, 'bops', { steps: 40, completeLimit: 500 });
    const points = staircase.points();
    for (let i = 1; i < points.length; i++) {
      expect(points[i]!.cost).toBeGreaterThan(points[i - 1]!.cost);
      expect(points[i]!.sensitivity).toBeLessThan(points[i - 1]!.sensitivity);
      expect(points[i]!.sensitivity).toBe(objectiveOf(program, points[i]!.choice));
    }
    expect(staircase.at(staircase.min * 0.9)).toBeNull();
    expect(staircase.at(1e99)!.sensitivity).toBe(points.at(-1)!.sensitivity);
  });
});
