import fc from 'fast-check';
import createGlpk, { type GLPK } from 'glpk.js/node';
import createHighs, { type Highs } from 'highs';
import { beforeAll, describe, expect, it } from 'vitest';
import { highsChoice } from '../../bench/solverHighs.ts';
import { costSpan } from '../core/plan/budgetRange.ts';
import { meetsBudgets, objectiveOf, totalOf, fits as within } from '../core/plan/exactTotals.ts';
import { explainConflict } from '../core/plan/explainConflict.ts';
import { explainPlan } from '../core/plan/explainPlan.ts';
import { growStaircase } from '../core/plan/growStaircase.ts';
import { minimizeCost } from '../core/plan/minimizeCost.ts';
import type { Budgets, Program } from '../core/plan/Program.ts';
import { planPeak } from '../core/plan/planPeak.ts';
import { randomMemory } from '../core/plan/randomMemory.ts';
import { randomProgram } from '../core/plan/randomProgram.ts';
import { residualMemory } from '../core/plan/residualMemory.ts';
import { Staircase } from '../core/plan/Staircase.ts';
import { type SolveOptions, solveProgram, solveStepwise } from './solveProgram.ts';

let glpk: GLPK;
let highs: Highs;
beforeAll(async () => {
  [glpk, highs] = [await createGlpk(), await createHighs()];
});
const solve = (program: Program, options: SolveOptions = {}) =>
  solveProgram(glpk, program, { now: () => 0, ...options });

/** Every choice of a program, pins kept. */
function* choices({ groups }: Program): Generator<readonly number[]> {
  const total = groups.reduce((n, group) => n * group.options.length, 1);
  for (let code = 0; code < total; code++) {
    let rest = code;
    const choice = groups.map(({ options }) => {
      const pick = rest % options.length;
      rest = Math.floor(rest / options.length);
      return pick;
    });
    if (groups.every(({ pin }, g) => pin === undefined || pin === choice[g])) yield choice;
  }
}

const fitting = (program: Program): readonly (readonly number[])[] =>
  [...choices(program)].filter((choice) => meetsBudgets(program, choice));
const least = (program: Program, from: readonly (readonly number[])[]): number =>
  Math.min(Number.POSITIVE_INFINITY, ...from.map((choice) => objectiveOf(program, choice)));

/** A random program with memory; its budget lies `share` of the way between the narrowest and the widest plan. */
function withMemory(base: Program, memory: Program['memory'], share: number): Program {
  const whole: Program = { ...base, memory: memory! };
  const { min, max } = costSpan(whole, 'memory');
  return { ...whole, budgets: { ...base.budgets, memory: min + (max - min) * share } };
}

const tolerances = fc.constantFrom(0, 0, 0.05, 0.5);
const share = fc.double({ min: 0, max: 1, noNaN: true });
const small = fc
  .record({
    seed: fc.integer({ min: 1, max: 1e6 }),
    groups: fc.integer({ min: 2, max: 4 }),
    memory: share,
    bops: fc.option(share, { nil: undefined }),
    size: fc.option(share, { nil: undefined }),
    pin: fc.option(fc.integer({ min: 0, max: 8 }), { nil: undefined }),
    equal: fc.boolean(),
  })
  .map(({ seed, groups, memory, bops, size, pin, equal }) => {
    const budgets: Budgets = {
      ...(bops === undefined ? {} : { bops }),
      ...(size === undefined ? {} : { size }),
    };
    const base = randomProgram(seed, groups, [2, 4, 8], budgets);
    const made: Program = {
      ...base,
      groups: base.groups.map((group, g) => ({
        ...group,
        ...(g === 0 && pin !== undefined ? { pin } : {}),
        // Sensitivities of few values, so that optima tie.
        options: equal
          ? group.options.map((o) => ({ ...o, sensitivity: Math.ceil(Math.log2(1 + 1e3 * o.sensitivity)) }))
          : group.options,
      })),
    };
    return withMemory(made, randomMemory(seed, groups), memory);
  });

/** conv a, conv b, and the addition of a's input: at the join x, the branch and the sum are in memory. */
const residual = (memory: number): Program => ({
  groups: ['a', 'b', 'c'].map((id) => ({
    id,
    layers: [id],
    options: [4, 8].map((bits) => ({
      weightBits: 8,
      activationBits: bits,
      sensitivity: { a: 3, b: 5, c: 1 }[id]! / bits,
      costs: {},
    })),
  })),
  memory: {
    tensors: [
      // The addition takes x, too, and its output is c's input.
      { name: 'x', values: 1000, bits: 0, groups: [0, 2] },
      { name: 'a', values: 500, bits: 0, groups: [1] },
      { name: 'b', values: 1000, bits: 0, groups: [2] },
      { name: 'sum', values: 1000, bits: 0, groups: [2] },
      { name: 'scores', values: 10, bits: 32, groups: [] },
    ],
    steps: [
      { node: 'conv a', live: [0, 1] },
      { node: 'conv b', live: [0, 1, 2] },
      { node: 'add', live: [0, 2, 3] },
      { node: 'conv c', live: [3, 4] },
    ],
  },
  budgets: { memory },
});

describe('a residual block by hand', () => {
  it('has its peak at the join', () => {
    expect(planPeak(residual(0), [1, 1, 1])).toEqual({
      bytes: 3000,
      node: 'add',
      tensors: ['x', 'b', 'sum'].map((name) => ({ name, bits: 8, bytes: 1000 })),
    });
    // c at 4 bits, a at 8: x stays at 8 bits for a.
    expect(planPeak(residual(0), [1, 1, 0])).toMatchObject({ bytes: 2000, node: 'conv b' });
  });

  it('lowers what costs least', () => {
    expect(solve(residual(3000))).toMatchObject({ choice: [1, 1, 1], totals: { memory: 3000 } });
    expect(solve(residual(2999))).toMatchObject({ choice: [1, 1, 0], totals: { memory: 2000 } });
    // 1999: b to 4 (conv b then holds 1000 + 250 + 500, the join 1000 + 500 + 500) is not enough; a to 4 is.
    expect(solve(residual(1999))).toMatchObject({ choice: [0, 1, 0], totals: { memory: 1500 } });
    expect(solve(residual(1500))).toMatchObject({ choice: [0, 1, 0], status: 'optimal', gap: 0 });
  });

  it('says what makes the least peak where no plan holds the budget', () => {
    const { status, infeasible } = solve({ ...residual(1499), units: { memory: 'bytes' } });
    expect(status).toBe('infeasible');
    expect(infeasible).toMatchObject({ budget: 'memory', limit: 1499, nearest: 1500, groups: ['a', 'c'] });
    expect(infeasible?.peak).toMatchObject({ node: 'add', bytes: 1500 });
    expect(infeasible?.text).toBe(
      'No plan has peak memory within 1.499 kB: the least is 1.5 kB. While add runs, x (500 B at 4 bits), b (500 B at 4 bits) and sum (500 B at 4 bits) are in memory. a, c weigh most. Raise the peak memory budget to at least that.',
    );
  });

  it('is refused where the problem does not say what is in memory', () => {
    const { memory: _, ...bare } = residual(1500);
    expect(() => solve(bare)).toThrow(
      'There is a memory budget, but the problem does not say what is in memory',
    );
  });
});

describe('against every plan of small programs', () => {
  it('finds the optimum, beside other budgets, with pins and equal plans', () => {
    fc.assert(
      fc.property(small, (program) => {
        const best = least(program, fitting(program));
        for (const options of [{}, { coreWidth: 0 }]) {
          const solution = solve(program, options);
          if (best === Number.POSITIVE_INFINITY) {
            expect(solution.status).toBe('infeasible');
            continue;
          }
          expect(solution.status).toBe('optimal');
          expect(meetsBudgets(program, solution.choice)).toBe(true);
          expect(solution.objective).toBeCloseTo(best, 9);
          expect(solution.totals.memory).toBe(totalOf(program, solution.choice, 'memory'));
        }
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('names the least memory that the other budgets leave possible', () => {
    fc.assert(
      fc.property(small, (program) => {
        const { memory: _, ...others } = program.budgets;
        const free = { ...program, budgets: others };
        const peaks = fitting(free).map((choice) => totalOf(program, choice, 'memory'));
        if (peaks.length === 0) return;
        const smallest = Math.min(...peaks);
        expect(minimizeCost(free, 'memory', 1e9, solve).totals.memory).toBe(smallest);
        const tight: Program = { ...program, budgets: { ...others, memory: smallest - 1 / 8 } };
        const { infeasible } = solve(tight);
        if (infeasible?.budget === 'memory') expect(infeasible.nearest).toBe(smallest);
        const way = explainConflict(tight, solve).relaxations.find(({ cost }) => cost === 'memory');
        expect(way?.nearest).toBe(smallest);
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('minimizes memory and other costs under a limit on AQS', () => {
    fc.assert(
      fc.property(small, share, fc.constantFrom('memory' as const, 'bops' as const), (program, at, cost) => {
        const all = [...choices(program)];
        const scores = all.map((choice) => objectiveOf(program, choice));
        const maxAqs = Math.min(...scores) + at * (Math.max(...scores) - Math.min(...scores));
        const { [cost]: _, ...others } = program.budgets;
        const free = { ...program, budgets: others };
        const costs = fitting(free)
          .filter((choice) => within(objectiveOf(program, choice), maxAqs))
          .map((choice) => totalOf(program, choice, cost));
        const solution = minimizeCost(free, cost, maxAqs, solve);
        if (costs.length === 0) {
          expect(solution.infeasible).toMatchObject(
            fitting(free).length > 0 ? { budget: 'aqs', limit: maxAqs } : {},
          );
          return;
        }
        expect(solution.totals[cost]).toBeCloseTo(Math.min(...costs), 9);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('of equal plans takes the one nearest to the present plan', () => {
    fc.assert(
      fc.property(small, fc.integer({ min: 0, max: 1e6 }), tolerances, (program, code, tolerance) => {
        const fits = fitting(program);
        if (fits.length === 0) return;
        const previous = program.groups.map(
          ({ options, pin }, g) => pin ?? (code >> (3 * g)) % options.length,
        );
        const best = least(program, fits);
        const apart = (choice: readonly number[]): number =>
          choice.filter((o, g) => o !== previous[g]).length;
        const equal = fits.filter((choice) => within(objectiveOf(program, choice), best * (1 + tolerance)));
        const { choice, objective } = solve(program, { previous, tolerance });
        expect(meetsBudgets(program, choice)).toBe(true);
        expect(objective).toBeLessThanOrEqual(best * (1 + tolerance) * (1 + 1e-9));
        expect(apart(choice)).toBe(Math.min(...equal.map(apart)));
      }),
      { numRuns: 100, seed: 4 },
    );
  });

  it('the staircase of memory is every plan that no other beats in both', () => {
    fc.assert(
      fc.property(small, (program) => {
        const { memory: _, ...others } = program.budgets;
        const free = { ...program, budgets: others };
        const staircase = new Staircase(free, 'memory');
        let stage = '';
        for (const progress of growStaircase(staircase, solve, { steps: 8 })) stage = progress.stage;
        const plans = fitting(free).map(
          (choice) => [totalOf(program, choice, 'memory'), objectiveOf(program, choice)] as const,
        );
        const steps = plans
          .filter(([m, s]) => !plans.some(([n, t]) => (n < m && t <= s) || (n <= m && t < s)))
          .toSorted((a, b) => a[0] - b[0])
          .filter(([m, s], i, all) => i === 0 || m !== all[i - 1]![0] || s !== all[i - 1]![1]);
        expect(stage).toBe('all');
        expect(staircase.points().map(({ cost }) => cost)).toEqual(steps.map(([m]) => m));
        staircase.points().forEach(({ sensitivity }, i) => {
          expect(sensitivity).toBeCloseTo(steps[i]![1], 9);
        });
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('explains a plan: the next change and what the budgets are worth', () => {
    const program = residual(2999);
    const { next, shadowPrices } = explainPlan(program, [1, 1, 0], solve);
    expect(
      next.map(({ direction, sensitivity, budget }) => [direction, sensitivity, Math.round(budget)]),
    ).toEqual([
      ['up', 9 / 8, 3000],
      ['down', 3 / 4 + 5 / 8 + 1 / 4, 2000],
    ]);
    expect(shadowPrices.memory).toBeCloseTo(1 / 8 / 1, 9);
  });
});

const large: readonly (readonly [number, number, Budgets, number])[] = [
  [1, 54, { bops: 0.3 }, 0.3],
  [2, 40, { bops: 0.3, size: 0.4 }, 0.55],
  [3, 54, {}, 0.2],
  [4, 32, { bops: 0.5, size: 0.3, latency: 0.4 }, 0.1],
  [5, 90, { bops: 0.25 }, 0.65],
];

describe('an independent exact solver (HiGHS)', { timeout: 60_000 }, () => {
  const agree = (program: Program): void => {
    const solution = solve(program);
    const other = highsChoice(highs, program);
    expect(solution.status).toBe('optimal');
    expect(meetsBudgets(program, solution.choice)).toBe(true);
    expect(meetsBudgets(program, other)).toBe(true);
    expect(Math.abs(solution.objective / objectiveOf(program, other) - 1)).toBeLessThan(1e-9);
    expect(solve(program, { coreWidth: 0 }).objective).toBeCloseTo(solution.objective, 12);
  };

  it.each(large)('agrees: seed %i, %i groups of 16 pairs, %o, memory %d', (seed, groups, budgets, at) => {
    const base = randomProgram(seed, groups, [2, 4, 6, 8], budgets);
    const pinned = base.groups.map((group, g) => (g % 11 === 5 ? { ...group, pin: 10 } : group));
    agree(withMemory({ ...base, groups: pinned }, residualMemory(groups), at));
  });

  it('agrees on random graphs', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const budgets: Budgets = seed % 3 === 0 ? {} : { bops: 0.2 + (seed % 5) / 8 };
      const base = randomProgram(seed, 14, [2, 4, 8], budgets);
      agree(withMemory(base, randomMemory(seed, 14), 0.1 + (seed % 7) / 9));
    }
  });
});

/** Tensors of one size, each read by one group, two at a time in memory: every step may choose which is narrower. */
function plainChain(seed: number, groups: number): Program {
  const tensors = Array.from({ length: groups + 1 }, (_, g) => ({
    name: `t${g}`,
    values: 1000,
    bits: g === groups ? 1 : 0,
    groups: g === groups ? [] : [g],
  }));
  const steps = Array.from({ length: groups }, (_, g) => ({ node: `n${g}`, live: [g, g + 1] }));
  return withMemory(randomProgram(seed, groups, [2, 4, 6, 8], { bops: 0.35 }), { tensors, steps }, 0.45);
}

describe('where many boxes are needed', () => {
  it('GLPK answers the whole question, and the search goes on where GLPK stops', () => {
    const broken = Object.create(glpk, {
      solve: {
        value: () => {
          throw new Error('Aborted()');
        },
      },
    }) as GLPK;
    const chain = plainChain(5, 14);
    const solution = solve(chain);
    expect(solution.status).toBe('optimal');
    const alone = solveProgram(broken, chain, { now: () => 0 });
    expect(alone.status).toBe('optimal');
    expect(alone.objective).toBeCloseTo(solution.objective, 12);
  });

  it('in steps: each answer holds the budgets and proves its gap, none is worse than the one before', () => {
    const chain = plainChain(9, 40);
    const answers = [...solveStepwise(glpk, chain, { now: () => 0 })];
    const best = answers.at(-1)!;
    expect(best.status).toBe('optimal');
    expect(answers.length).toBeGreaterThan(1);
    answers.forEach((answer, i) => {
      expect(meetsBudgets(chain, answer.choice)).toBe(true);
      expect(answer.objective * (1 - answer.gap)).toBeLessThanOrEqual(best.objective * (1 + 1e-9));
      expect(answer.objective).toBeLessThanOrEqual(answers[i - 1]?.objective ?? Number.POSITIVE_INFINITY);
    });
  });

  it('out of time it says how far from the optimum its plan may be', () => {
    const chain = plainChain(9, 40);
    let clock = 0;
    const late = solveProgram(glpk, chain, { timeLimitS: 1, now: () => (clock += 600) });
    expect(late.status).toBe('feasible');
    expect(meetsBudgets(chain, late.choice)).toBe(true);
    expect(late.gap).toBeGreaterThan(0);
    expect(late.objective * (1 - late.gap)).toBeLessThanOrEqual(solve(chain).objective * (1 + 1e-9));
  });
});
