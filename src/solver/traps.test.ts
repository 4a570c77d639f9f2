import createGlpk, { type GLPK } from 'glpk.js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { fits, meetsBudgets, objectiveOf, totalOf } from '../core/plan/exactTotals.ts';
import { frontier } from '../core/plan/frontier.ts';
import type { Option, Program } from '../core/plan/Program.ts';
import { randomProgram } from '../core/plan/randomProgram.ts';
import { Staircase } from '../core/plan/Staircase.ts';
import { type SolveOptions, solveProgram, solveStepwise } from './solveProgram.ts';

let glpk: GLPK;
beforeAll(async () => {
  glpk = await createGlpk();
});
const solve = (program: Program, options: SolveOptions = {}) =>
  solveProgram(glpk, program, { now: () => 0, ...options });

const option = (sensitivity: number, bops: number, size = 0): Option => ({
  weightBits: 4,
  activationBits: 4,
  sensitivity,
  costs: { bops, size },
});
const program = (rows: readonly (readonly Option[])[], budgets: Program['budgets']): Program => ({
  groups: rows.map((options, g) => ({ id: `g${g}`, layers: [`g${g}`], options })),
  budgets,
});

function bruteForce(of: Program): number {
  const total = of.groups.reduce((n, group) => n * group.options.length, 1);
  let best = Number.POSITIVE_INFINITY;
  for (let code = 0; code < total; code++) {
    let rest = code;
    const choice = of.groups.map(({ options }) => {
      const pick = rest % options.length;
      rest = Math.floor(rest / options.length);
      return pick;
    });
    if (meetsBudgets(of, choice)) best = Math.min(best, objectiveOf(of, choice));
  }
  return best;
}

describe('traps', () => {
  it.each([
    [1e-12, 1],
    [1, 1e-12],
    [1e12, 1e-12],
    [1e-12, 1e12],
    [1e12, 1e12],
  ])('coefficients of the order of %d and %d give the same plan', (a, c) => {
    const plain = randomProgram(3, 20, [2, 4, 8], { bops: 0.35, size: 0.4 });
    const scaled: Program = {
      groups: plain.groups.map((group) => ({
        ...group,
        options: group.options.map((o) => ({
          ...o,
          sensitivity: o.sensitivity * a,
          costs: { bops: o.costs.bops! * c, size: o.costs.size! },
        })),
      })),
      budgets: { ...plain.budgets, bops: plain.budgets.bops! * c },
    };
    expect(solve(scaled).choice).toEqual(solve(plain).choice);
  });

  it('coefficients that span 1e-12 .. 1e12 within one program', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const base = randomProgram(seed, 5, [2, 4], { bops: 0.4 });
      const wide = program(
        base.groups.map((group, g) =>
          group.options.map((o) =>
            option(o.sensitivity * 10 ** (6 * g - 12), o.costs.bops! * 10 ** (12 - 6 * ((g * 2) % 5))),
          ),
        ),
        {},
      );
      const dearest = wide.groups.reduce((t, g) => t + Math.max(...g.options.map((o) => o.costs.bops!)), 0);
      for (const share of [0.3, 0.6, 0.9]) {
        const limited = { ...wide, budgets: { bops: dearest * share } };
        const best = bruteForce(limited);
        const solution = solve(limited);
        if (best === Number.POSITIVE_INFINITY) expect(solution.status).toBe('infeasible');
        else expect(Math.abs(solution.objective / best - 1)).toBeLessThan(1e-9);
      }
    }
  });

  it('equal layers: every group the same, the budget between two totals', () => {
    const rows = Array.from({ length: 30 }, () => [option(4, 1), option(2, 2), option(1, 4)]);
    const solution = solve(program(rows, { bops: 61 }));
    expect(solution.objective).toBe(60);
    expect(solve(program(rows, { bops: 61 }), { coreWidth: 0 }).objective).toBe(60);
  });

  it('layers without cost take their best pair; a budget of 0 is met where it can be', () => {
    const free = [option(3, 0), option(1, 0)];
    const solution = solve(program([free, [option(2, 0), option(0, 5)]], { bops: 0 }));
    expect(solution).toMatchObject({ status: 'optimal', objective: 3, choice: [1, 0] });
    expect(solve(program([free, [option(2, 1)]], { bops: 0 })).status).toBe('infeasible');
  });

  it('one group', () => {
    const rows = [[option(3, 1), option(2, 2), option(1, 3)]];
    expect([0.5, 1, 2.5, 3, 9].map((bops) => solve(program(rows, { bops })).choice)).toEqual([
      [],
      [0],
      [1],
      [2],
      [2],
    ]);
  });

  it('2,000 groups', () => {
    const large = randomProgram(1, 2000, [2, 4, 6, 8], { bops: 0.3 });
    const solution = solve(large);
    expect(solution.status).toBe('optimal');
    expect(meetsBudgets(large, solution.choice)).toBe(true);
    const { choice, totals } = solution;
    expect(solve({ ...large, budgets: { bops: totals.bops! } }).choice).toEqual(choice);
  });

  it('a budget exactly at a breakpoint takes that breakpoint, just below it does not', () => {
    const open = randomProgram(6, 25, [2, 4, 8], {});
    const staircase = new Staircase(open, 'bops');
    staircase.addHull();
    const points = staircase.points();
    expect(points.length).toBeGreaterThanOrEqual(frontier(open, 'bops').length - 1);
    for (const point of points.filter((_, i) => i % 7 === 0 && i > 0)) {
      const exact = solve({ ...open, budgets: { bops: point.cost } });
      expect(Math.abs(exact.objective / point.sensitivity - 1)).toBeLessThan(1e-12);
      const below = solve({ ...open, budgets: { bops: point.cost * (1 - 1e-9) } });
      expect(below.objective).toBeGreaterThan(point.sensitivity);
      expect(fits(totalOf(open, below.choice, 'bops'), point.cost * (1 - 1e-9))).toBe(true);
    }
  });

  it.each([
    [{ bops: Number.NaN }, /The bops budget is NaN/],
    [{ bops: -1 }, /negative \(-1\)/],
    [{ bops: Number.POSITIVE_INFINITY }, /is Infinity/],
  ])('refuses the budget %o', (budgets, message) => {
    expect(() => solve(program([[option(1, 1)]], budgets))).toThrow(message);
  });

  it('GLPK alone on what reduction left finds what the search finds', () => {
    for (let seed = 1; seed <= 25; seed++) {
      const one = randomProgram(seed, 16, [2, 4, 8], { bops: 0.3, ...(seed % 2 ? { size: 0.3 } : {}) });
      const [core, record] = [solve(one), solve(one, { coreWidth: 0 })];
      expect(record.status).toBe('optimal');
      expect(Math.abs(core.objective / record.objective - 1)).toBeLessThan(1e-9);
    }
  });

  it('in steps: each answer proves its gap, none is worse than the one before, the last is the optimum', () => {
    const hard = randomProgram(140, 54, [2, 4, 6, 8], { size: 0.28, bops: 0.3, latency: 0.3 });
    const answers = [...solveStepwise(glpk, hard, { now: () => 0 })];
    const best = answers.at(-1)!;
    expect(best.status).toBe('optimal');
    expect(answers.length).toBeGreaterThan(1);
    answers.forEach((answer, i) => {
      expect(meetsBudgets(hard, answer.choice)).toBe(true);
      expect(answer.objective * (1 - answer.gap)).toBeLessThanOrEqual(best.objective * (1 + 1e-9));
      const before = answers[i - 1];
      if (before) expect(answer.objective < before.objective || answer.choice === before.choice).toBe(true);
    });
  });
});
