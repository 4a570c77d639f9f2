import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BisectInput,
  type BisectOptions,
  type BisectProbe,
  type BisectResult,
  bisectBudget,
} from './bisectBudget.ts';
import { costSpan } from './budgetRange.ts';
import { objectiveOf, totalOf } from './exactTotals.ts';
import { everyChoice, measuredDamage, smallGroup, solveByTrying } from './fixtures/smallPlans.ts';
import { MeasuredPlans } from './MeasuredPlans.ts';
import type { Program } from './Program.ts';
import { randomProgram } from './randomProgram.ts';

async function runOf(
  program: Program,
  damage: (choice: readonly number[]) => number,
  limit: number,
  options?: BisectOptions,
): Promise<{ probes: BisectProbe[]; result: BisectResult }> {
  const probes: BisectProbe[] = [];
  const input: BisectInput = {
    program,
    cost: 'bops',
    criterion: { kind: 'kl', limit },
    plans: new MeasuredPlans(async (choice) => measuredDamage(damage(choice))),
    solve: solveByTrying,
  };
  for await (const event of bisectBudget(input, options)) {
    if (event.kind === 'done') return { probes, result: event };
    probes.push(event);
  }
  throw new Error('no result');
}

const ladder = (aqs: number) => ({ '4/4': aqs, '8/8': 0 });
const abc: Program = {
  groups: [smallGroup('a', ladder(0.1)), smallGroup('b', ladder(0.2)), smallGroup('c', ladder(0.4))],
  budgets: {},
};

describe('the smallest budget that keeps a criterion', () => {
  it('is found among the optima, each measured', async () => {
    // Optima: 192 bops with AQS 0, 144 with 0.1, 96 with 0.3, 48 with 0.7.
    const { probes, result } = await runOf(abc, (choice) => objectiveOf(abc, choice), 0.35);
    expect(probes[0]).toMatchObject({ budget: 192, total: 192, holds: true });
    expect(probes[1]).toMatchObject({ budget: 48, total: 48, holds: false });
    expect(result.best).toMatchObject({ total: 96, choice: [0, 0, 1], holds: true });
    expect(result).toMatchObject({ totals: { bops: 96 }, monotone: true });
    expect(result.evaluations).toBe(3);
    expect(result.text).toContain('output KL at most 0.35 nats: measured 0.3 nats');
  });

  it('asks no further where the cheapest plan keeps it, and says where none does', async () => {
    const easy = await runOf(abc, (choice) => objectiveOf(abc, choice), 1);
    expect(easy.result.best).toMatchObject({ total: 48 });
    expect(easy.probes).toHaveLength(2);
    const hopeless = await runOf(abc, () => 2, 1);
    expect(hopeless.result).toMatchObject({ best: null, evaluations: 1 });
    expect(hopeless.result.text).toMatch(/it is 2 nats: no plan was found/);
  });

  it('keeps the cheapest measured plan where damage is not monotone, and says so', async () => {
    // Only the plan of 96 bops is bad: 144 and above hold, and so does 48.
    const odd = (choice: readonly number[]): number => (totalOf(abc, choice, 'bops') === 96 ? 1 : 0.1);
    const groups = [...abc.groups, smallGroup('d', ladder(0.05))];
    const program = { ...abc, groups };
    const dip = (choice: readonly number[]): number => {
      const bops = totalOf(program, choice, 'bops');
      return bops === 160 || bops === 64 ? 1 : 0.1;
    };
    expect((await runOf(abc, odd, 0.5)).result.best!.total).toBe(48);
    const { result, probes } = await runOf(program, dip, 0.5, { scan: 3 });
    expect(probes.some((probe) => !probe.holds && probe.total === 160)).toBe(true);
    expect(result).toMatchObject({ monotone: false, best: { total: 112 } });
    expect(result.text).toContain('not monotone');
    expect((await runOf(program, dip, 0.5, { scan: 0 })).result.best!.total).toBe(208);
  });

  it('respects other budgets and pins, and the number of evaluations', async () => {
    const pinned: Program = {
      groups: abc.groups.map((g, i) => (i === 0 ? { ...g, pin: 1 } : g)),
      budgets: { size: 20 },
    };
    const { result, probes } = await runOf(pinned, (choice) => objectiveOf(pinned, choice), 0.35);
    expect(result.best).toMatchObject({ choice: [1, 0, 1] });
    for (const { choice } of probes) expect(totalOf(pinned, choice, 'size')).toBeLessThanOrEqual(20);
    const stuck = await runOf({ ...abc, budgets: { size: 1 } }, () => 0, 1);
    expect(stuck.result).toMatchObject({ best: null, evaluations: 0 });
    const few = await runOf(abc, (choice) => objectiveOf(abc, choice), 0.35, { maxEvaluations: 2 });
    expect(few.result.evaluations).toBe(2);
    expect(few.result.best!.total).toBe(192);
  });

  it('is within the tolerance of the true one where damage is what AQS says, in O(log 1/tolerance) evaluations', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.double({ min: 0.01, max: 1, noNaN: true }), async (seed, share) => {
        const program = randomProgram(seed, 3, [2, 4, 8], {});
        const plans = everyChoice(program);
        const objectives = plans.map((choice) => objectiveOf(program, choice));
        const limit = Math.min(...objectives) + share * (Math.max(...objectives) - Math.min(...objectives));
        const { result } = await runOf(program, (choice) => objectiveOf(program, choice), limit, {
          tolerance: 0.01,
        });
        const holding = plans.filter((_, i) => objectives[i]! <= limit);
        const least = Math.min(...holding.map((choice) => totalOf(program, choice, 'bops')));
        const { min, max } = costSpan(program, 'bops');
        expect(result.best!.total).toBeGreaterThanOrEqual(least * (1 - 1e-9));
        expect(result.best!.total).toBeLessThanOrEqual(least + 0.01 * (max - min) * (1 + 1e-9));
        // Two ends, seven halvings, three below.
        expect(result.evaluations).toBeLessThanOrEqual(12);
      }),
      { numRuns: 15, seed: 5 },
    );
  });
});
