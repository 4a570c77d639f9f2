import createGlpk, { type GLPK } from 'glpk.js/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { totalOf } from '../core/plan/exactTotals.ts';
import { explainPlan } from '../core/plan/explainPlan.ts';
import type { Program } from '../core/plan/Program.ts';
import { randomProgram } from '../core/plan/randomProgram.ts';
import { justBelow } from '../core/plan/Staircase.ts';
import { solveProgram } from './solveProgram.ts';

let glpk: GLPK;
beforeAll(async () => {
  glpk = await createGlpk();
});
const solve = (program: Program) => solveProgram(glpk, program, { now: () => 0 });

const pin = (program: Program, g: number, option: number): Program => ({
  ...program,
  groups: program.groups.map((group, at) => (at === g ? { ...group, pin: option } : group)),
});

describe('explainPlan', () => {
  const base = randomProgram(21, 16, [2, 4, 8], { bops: 0.4 });
  const program = {
    ...pin(base, 2, 0),
    groups: pin(base, 2, 0).groups.map((g, i) => (i === 4 ? { ...g, layers: ['a', 'b'] } : g)),
  };

  it('says what decides each group', () => {
    const { choice } = solve(program);
    const { groups } = explainPlan(program, choice, solve);
    expect(groups[2]).toEqual({ id: 'g2', reason: 'pin', text: 'Pinned to 2/2.' });
    groups.forEach(({ reason }, g) => {
      const { options } = program.groups[g]!;
      const best = Math.min(...options.map((option) => option.sensitivity));
      const isBest = options[choice[g]!]!.sensitivity === best;
      if (g !== 2) expect(reason === 'own').toBe(isBest);
      if (g !== 2 && !isBest) expect(reason).toBe(g === 4 ? 'tie' : 'budget');
    });
  });

  it('finds the nearest budgets at which the optimum changes, exactly', () => {
    const { choice, objective } = solve(program);
    const { next } = explainPlan(program, choice, solve);
    const at = (bops: number) => solve({ ...program, budgets: { bops } });
    const up = next.find(({ direction }) => direction === 'up')!;
    expect(up.budget).toBeGreaterThan(program.budgets.bops!);
    expect(at(up.budget).objective).toBe(up.sensitivity);
    expect(up.sensitivity).toBeLessThan(objective);
    expect(at(justBelow(up.budget)).objective).toBe(objective);
    expect(up.text).toMatch(
      /^\+<?[\d.,e-]+ % BOPS: g\d+ goes \d\/\d to \d\/\d bits.*, total AQS −<?[\d.,e-]+ %$/,
    );
    const down = next.find(({ direction }) => direction === 'down')!;
    expect(at(totalOf(program, choice, 'bops')).objective).toBe(objective);
    expect(at(down.budget).objective).toBe(down.sensitivity);
    expect(down.sensitivity).toBeGreaterThan(objective);
  });

  it('prices each budget and each pin', () => {
    const loose = { ...program, budgets: { ...program.budgets, size: 1e12 } };
    const { choice, objective } = solve(loose);
    const { shadowPrices, pinPrices } = explainPlan(loose, choice, solve);
    expect(shadowPrices.bops).toBeGreaterThan(0);
    expect(shadowPrices.size).toBe(0);
    const { groups } = base;
    const freed = { ...loose, groups: loose.groups.map((g, i) => (i === 2 ? groups[2]! : g)) };
    expect(pinPrices).toEqual({ g2: objective - solve(freed).objective });
    expect(pinPrices.g2).toBeGreaterThan(0);
  });
});
