import createGlpk, { type GLPK } from 'glpk.js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { explainConflict } from '../core/plan/explainConflict.ts';
import { leastTotal } from '../core/plan/leastTotal.ts';
import { minimizeCost } from '../core/plan/minimizeCost.ts';
import type { Program } from '../core/plan/Program.ts';
import { randomProgram } from '../core/plan/randomProgram.ts';
import { justBelow } from '../core/plan/Staircase.ts';
import { solveProgram } from './solveProgram.ts';

let glpk: GLPK;
beforeAll(async () => {
  glpk = await createGlpk();
});
const solve = (program: Program) => solveProgram(glpk, program, { now: () => 0 });

/** Pins groups to options. */
const pin = (program: Program, pins: Readonly<Record<number, number>>): Program => ({
  ...program,
  groups: program.groups.map((group, g) => (pins[g] === undefined ? group : { ...group, pin: pins[g] })),
});

const open = randomProgram(8, 10, [2, 4, 8], {});

describe('explainConflict', () => {
  it('gives the smallest limit of each budget alone, and the pins that stand in the way, each with its worth', () => {
    const size = leastTotal(open, 'size');
    const budgets = { size: size * 1.0001, bops: leastTotal(open, 'bops') * 2 };
    const program = { ...pin(open, { 3: 8 }), budgets };
    expect(solve(program).status).toBe('infeasible');
    const { relaxations, releases, text } = explainConflict(program, solve);
    const freed = solve({ ...open, budgets });
    expect(releases).toHaveLength(1);
    expect(releases[0]).toMatchObject({ groups: ['g3'], outcome: { sensitivity: freed.objective } });
    const [bySize, byBops] = ['size', 'bops'].map((cost) => relaxations.find((r) => r.cost === cost)!);
    expect(byBops).toMatchObject({ nearest: null, outcome: null });
    const nearest = bySize!.nearest!;
    const relaxed = solve({ ...program, budgets: { ...budgets, size: nearest } });
    expect(relaxed.status).toBe('optimal');
    expect(bySize!.outcome!.sensitivity).toBe(relaxed.objective);
    expect(solve({ ...program, budgets: { ...budgets, size: justBelow(nearest) } }).status).toBe(
      'infeasible',
    );
    expect(text).toMatch(
      /^Any one of these makes a plan possible: raise size by .* to .*; clear the pin of g3\.$/,
    );
  });

  it('names the fewest pins where no single one is enough', () => {
    const least = leastTotal(open, 'bops');
    const program = { ...pin(open, { 1: 8, 3: 8, 5: 0 }), budgets: { bops: least * 1.0001 } };
    const { releases } = explainConflict(program, solve);
    expect(releases.map(({ groups }) => groups)).toEqual([['g1', 'g3']]);
    expect(releases[0]!.outcome.totals.bops).toBeLessThanOrEqual(least * 1.0001);
  });

  it('under an AQS limit: the least limit, and what each way then costs', () => {
    const budgets = { size: leastTotal(open, 'size') * 1.5 };
    const free = solve({ ...open, budgets });
    const program = { ...pin(open, { 3: 0 }), budgets };
    const best = solve(program).objective;
    expect(best).toBeGreaterThan(free.objective);
    const least = { cost: 'bops', maxAqs: (best + free.objective) / 2 } as const;
    const { relaxations, releases } = explainConflict(program, solve, least);
    expect(relaxations[0]).toMatchObject({ cost: 'aqs', nearest: best });
    expect(minimizeCost(program, 'bops', best, solve).totals.bops).toBe(relaxations[0]!.outcome!.totals.bops);
    expect(releases[0]!.groups).toEqual(['g3']);
    expect(releases[0]!.outcome.sensitivity).toBeLessThanOrEqual(least.maxAqs);
    const bySize = relaxations.find(({ cost }) => cost === 'size')!;
    if (bySize.nearest !== null) expect(bySize.nearest).toBeGreaterThan(budgets.size);
  });

  it('says where no single thing helps', () => {
    const program = { ...open, budgets: { size: 1, bops: 1e-9 } };
    const { text, releases } = explainConflict(program, solve);
    expect(text).toContain('several must give way');
    expect(releases).toEqual([]);
  });
});
