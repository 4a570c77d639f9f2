import fc from 'fast-check';
import createGlpk, { type GLPK } from 'glpk.js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { fits, meetsBudgets, objectiveOf, totalOf } from '../core/plan/exactTotals.ts';
import { minimizeCost } from '../core/plan/minimizeCost.ts';
import type { Program } from '../core/plan/Program.ts';
import { randomProgram } from '../core/plan/randomProgram.ts';
import { solveProgram } from './solveProgram.ts';

let glpk: GLPK;
beforeAll(async () => {
  glpk = await createGlpk();
});

const changes = (a: readonly number[], b: readonly number[]): number =>
  a.filter((option, g) => option !== b[g]).length;

function* allChoices(program: Program): Generator<number[]> {
  const total = program.groups.reduce((n, group) => n * group.options.length, 1);
  for (let code = 0; code < total; code++) {
    let rest = code;
    yield program.groups.map(({ options }) => {
      const pick = rest % options.length;
      rest = Math.floor(rest / options.length);
      return pick;
    });
  }
}

// Small integers: many plans of equal worth.
const tied = fc
  .record({
    rows: fc.array(fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { minLength: 1, maxLength: 4 }), {
      minLength: 1,
      maxLength: 5,
    }),
    bops: fc.option(fc.nat(12), { nil: undefined }),
    size: fc.option(fc.nat(12), { nil: undefined }),
    previous: fc.array(fc.nat(3), { minLength: 5, maxLength: 5 }),
    tolerance: fc.constantFrom(0, 0, 0.2),
  })
  .map(({ rows, bops, size, previous, tolerance }) => {
    const program: Program = {
      groups: rows.map((row, g) => ({
        id: `g${g}`,
        layers: [`g${g}`],
        options: row.map(([sensitivity, b, s], i) => ({
          weightBits: i + 2,
          activationBits: i + 2,
          sensitivity,
          costs: { bops: b, size: s },
        })),
      })),
      budgets: { ...(bops === undefined ? {} : { bops }), ...(size === undefined ? {} : { size }) },
    };
    return { program, tolerance, previous: rows.map((row, g) => previous[g]! % row.length) };
  });

describe('calm', () => {
  it('takes the optimum with the fewest changes, as trying everything does', () => {
    let moved = 0;
    fc.assert(
      fc.property(tied, ({ program, previous, tolerance }) => {
        const possible = [...allChoices(program)].filter((choice) => meetsBudgets(program, choice));
        const calm = solveProgram(glpk, program, { previous, tolerance });
        if (possible.length === 0) {
          expect(calm.status).toBe('infeasible');
          return;
        }
        const best = Math.min(...possible.map((choice) => objectiveOf(program, choice)));
        const within = possible.filter((choice) =>
          fits(objectiveOf(program, choice), best * (1 + tolerance)),
        );
        const fewest = Math.min(...within.map((choice) => changes(choice, previous)));
        expect(changes(calm.choice, previous)).toBe(fewest);
        expect(meetsBudgets(program, calm.choice)).toBe(true);
        expect(calm.objective).toBeLessThanOrEqual(best * (1 + tolerance) + 1e-12);
        if (changes(solveProgram(glpk, program).choice, previous) > fewest) moved++;
      }),
      { numRuns: 600, seed: 3 },
    );
    expect(moved).toBeGreaterThan(30);
  });

  it('changes fewer groups between neighbouring budgets when a tolerance allows it', () => {
    const program = randomProgram(7, 40, [2, 4, 6, 8], { bops: 0.3 });
    const first = solveProgram(glpk, program);
    const next = { ...program, budgets: { bops: program.budgets.bops! * 0.98 } };
    const exact = solveProgram(glpk, next);
    const calm = solveProgram(glpk, next, { previous: first.choice, tolerance: 0.01 });
    expect(changes(calm.choice, first.choice)).toBeLessThan(changes(exact.choice, first.choice));
    expect(calm.objective).toBeLessThanOrEqual(exact.objective * 1.01);
    expect(calm.gap).toBeGreaterThan(0);
  });
});

describe('minimizeCost', () => {
  it('finds the cheapest plan within an AQS limit, as trying everything does', () => {
    fc.assert(
      fc.property(tied, fc.nat(8), ({ program }, maxAqs) => {
        const possible = [...allChoices(program)].filter(
          (choice) => meetsBudgets(program, choice) && objectiveOf(program, choice) <= maxAqs,
        );
        const solution = minimizeCost(program, 'bops', maxAqs, (p) => solveProgram(glpk, p));
        if (possible.length === 0) {
          expect(solution.infeasible!.text).toContain('No plan has');
          return;
        }
        const least = Math.min(...possible.map((choice) => totalOf(program, choice, 'bops')));
        expect(solution.totals.bops).toBe(least);
        expect(solution.objective).toBeLessThanOrEqual(maxAqs);
        expect(meetsBudgets(program, solution.choice)).toBe(true);
      }),
      { numRuns: 400, seed: 9 },
    );
  });

  it('is the other direction of the same staircase', () => {
    const program = randomProgram(5, 30, [2, 4, 8], { bops: 0.4 });
    const { objective, totals } = solveProgram(glpk, program);
    const back = minimizeCost({ ...program, budgets: {} }, 'bops', objective, (p) => solveProgram(glpk, p));
    expect(back.objective).toBeCloseTo(objective, 12);
    expect(back.totals.bops).toBeCloseTo(totals.bops!, 12);
  });
});
