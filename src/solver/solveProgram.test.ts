import fc from 'fast-check';
import createGlpk, { type GLPK } from 'glpk.js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { fits, meetsBudgets, objectiveOf, totalOf } from '../core/plan/exactTotals.ts';
import { costWord } from '../core/plan/explainTexts.ts';
import resnet18 from '../core/plan/fixtures/hawq-v3-resnet18.json' with { type: 'json' };
import resnet50 from '../core/plan/fixtures/hawq-v3-resnet50.json' with { type: 'json' };
import type { Budgets, CostName, Program, SumCost } from '../core/plan/Program.ts';
import { readProblem } from '../core/plan/problemFile.ts';
import { randomProgram } from '../core/plan/randomProgram.ts';
import { bestUniformPlan } from '../core/plan/uniformPlans.ts';
import { solveProgram } from './solveProgram.ts';

let glpk: GLPK;
beforeAll(async () => {
  glpk = await createGlpk();
});

const solve = (program: Program) => solveProgram(glpk, program, { now: () => 0 });

/** Every choice, pins respected. */
function* allChoices(program: Program): Generator<number[]> {
  const open = program.groups.map((g) => (g.pin === undefined ? g.options.map((_, i) => i) : [g.pin]));
  const total = open.reduce((n, options) => n * options.length, 1);
  for (let code = 0; code < total; code++) {
    let rest = code;
    yield open.map((options) => {
      const pick = options[rest % options.length]!;
      rest = Math.floor(rest / options.length);
      return pick;
    });
  }
}

describe('HAWQ-V3 oracles', () => {
  const cases = [resnet18, resnet50].flatMap((oracle) =>
    oracle.expected.map((expected) => ({ name: oracle.name, oracle, expected })),
  );
  it.each(cases)('$name at $expected.budget', ({ oracle, expected }) => {
    const program = { ...readProblem(JSON.stringify(oracle)), budgets: expected.budget as Budgets };
    const solution = solve(program);
    expect(solution.status).toBe('optimal');
    expect(solution.gap).toBe(0);
    expect(solution.objective / expected.objective).toBeCloseTo(1, 10);
    const cost = Object.keys(expected.budget)[0] as CostName;
    expect(solution.totals[cost]).toBeCloseTo(expected.used, 9);
    expect(fits(solution.totals[cost]!, expected.budget[cost as keyof typeof expected.budget]!)).toBe(true);
    expect(solution.choice.map((o, g) => program.groups[g]!.options[o]!.weightBits)).toEqual(
      expected.weightBits,
    );
  });
});

const amount = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.double({ min: 0, max: 50, noNaN: true }));
const smallProgram = fc
  .record({
    groups: fc.array(
      fc.record({
        options: fc.array(fc.record({ s: amount, size: amount, bops: amount, latency: amount }), {
          minLength: 1,
          maxLength: 5,
        }),
        pin: fc.option(fc.nat(4), { nil: undefined, freq: 4 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    shares: fc.record(
      {
        size: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
        bops: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
        latency: fc.double({ min: -0.1, max: 1.1, noNaN: true }),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ groups, shares }): Program => {
    const made = groups.map((group, g) => ({
      id: `g${g}`,
      layers: [`g${g}`],
      options: group.options.map(({ s, ...costs }, i) => ({
        weightBits: i + 2,
        activationBits: i + 2,
        sensitivity: s,
        costs,
      })),
      ...(group.pin === undefined ? {} : { pin: group.pin % group.options.length }),
    }));
    const budgets = Object.fromEntries(
      Object.entries(shares).map(([cost, share]) => {
        const of = (pick: (...n: number[]) => number) =>
          made.reduce((t, g) => t + pick(...g.options.map((o) => o.costs[cost as SumCost])), 0);
        return [cost, Math.max(0, of(Math.min) + (of(Math.max) - of(Math.min)) * share!)];
      }),
    );
    return { groups: made, budgets };
  });

describe('small programs', () => {
  it('agrees with trying everything: one to three budgets, pins, ties, infeasible ones', () => {
    let infeasible = 0;
    fc.assert(
      fc.property(smallProgram, (program) => {
        const possible = [...allChoices(program)].filter((choice) => meetsBudgets(program, choice));
        const solution = solve(program);
        if (possible.length === 0) {
          infeasible++;
          expect(solution.status).toBe('infeasible');
          expect(solution.infeasible!.text).toContain(costWord(solution.infeasible!.budget));
          return;
        }
        const best = Math.min(...possible.map((choice) => objectiveOf(program, choice)));
        expect(solution.status).toBe('optimal');
        expect(meetsBudgets(program, solution.choice)).toBe(true);
        program.groups.forEach((g, i) => {
          if (g.pin !== undefined) expect(solution.choice[i]).toBe(g.pin);
        });
        expect(solution.objective).toBeLessThanOrEqual(best * (1 + 1e-12) + 1e-15);
      }),
      { numRuns: 1500, seed: 7 },
    );
    expect(infeasible).toBeGreaterThan(50);
  });

  it('names the smallest limit that can be met with the other budgets and pins as they are', () => {
    fc.assert(
      fc.property(smallProgram, (program) => {
        const solution = solve(program);
        fc.pre(solution.status === 'infeasible');
        const { budget, nearest } = solution.infeasible!;
        const others = { ...program, budgets: { ...program.budgets, [budget]: Number.MAX_VALUE } };
        const possible = [...allChoices(program)].filter((choice) => meetsBudgets(others, choice));
        fc.pre(possible.length > 0);
        const least = Math.min(...possible.map((choice) => totalOf(program, choice, budget as CostName)));
        expect(nearest).toBeCloseTo(least, 9);
        const raised = { ...program, budgets: { ...program.budgets, [budget]: nearest } };
        expect(solve(raised).status).toBe('optimal');
      }),
      { numRuns: 200, seed: 11, maxSkipsPerRun: 100 },
    );
  });
});

describe('guarantees', () => {
  it.each([1, 2, 3, 4, 5, 6])('is never worse than the best uniform pair that fits (seed %i)', (seed) => {
    const program = randomProgram(seed, 30, [2, 4, 8], { size: 0.4, bops: 0.3 });
    const uniform = bestUniformPlan(program)!;
    const solution = solve(program);
    expect(meetsBudgets(program, solution.choice)).toBe(true);
    expect(solution.objective).toBeLessThanOrEqual(uniform.sensitivity);
  });

  it('admits the plan whose own total is the budget, to the last bit', () => {
    const open = randomProgram(3, 40, [2, 3, 4, 6, 8], { bops: 0.37 });
    const first = solve(open);
    const again = solve({ ...open, budgets: { bops: first.totals.bops! } });
    expect(again.objective).toBe(first.objective);
    const below = solve({ ...open, budgets: { bops: first.totals.bops! * (1 - 1e-11) } });
    expect(below.totals.bops!).toBeLessThan(first.totals.bops!);
  });

  it('without budgets takes the least sensitive pair of every group', () => {
    const program = { ...randomProgram(5, 8, [2, 4, 8], {}), budgets: {} };
    const solution = solve(program);
    const best = program.groups.map((g) => Math.min(...g.options.map((o) => o.sensitivity)));
    expect(solution.objective).toBeCloseTo(
      best.reduce((a, b) => a + b, 0),
      12,
    );
  });

  it.each([
    [{ sensitivity: Number.NaN }, /Group "g0": the sensitivity at 2\/2 is NaN/],
    [{ sensitivity: -1 }, /is negative \(-1\)/],
    [{ sensitivity: Number.POSITIVE_INFINITY }, /is Infinity/],
    [{ costs: { bops: Number.NaN } }, /the bops at 2\/2 is NaN/],
    [{ costs: {} }, /there is a bops budget, but no bops at 2\/2/],
  ])('refuses %o at the door', (change, message) => {
    const program = randomProgram(1, 2, [2, 4], { bops: 0.5 });
    const [first, ...rest] = program.groups;
    const [option, ...others] = first!.options;
    const broken = {
      ...program,
      groups: [{ ...first!, options: [{ ...option!, ...change }, ...others] }, ...rest],
    };
    expect(() => solve(broken)).toThrow(message);
  });
});
