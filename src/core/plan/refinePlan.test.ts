import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../calibration/random.ts';
import { meetsBudgets, objectiveOf, totalOf } from './exactTotals.ts';
import { expectedGain } from './expectedGain.ts';
import { measuredDamage, smallGroup, solveByTrying } from './fixtures/smallPlans.ts';
import { MeasuredPlans } from './MeasuredPlans.ts';
import type { Program } from './Program.ts';
import type { RefineEvent, RefineInput, RefineOptions, RefineResult, RefineTry } from './Refinement.ts';
import { randomProgram } from './randomProgram.ts';
import { refinePlan } from './refinePlan.ts';
import { settleChoice } from './settleChoice.ts';
import { uniformPlans } from './uniformPlans.ts';

async function runOf(
  input: RefineInput,
  options?: RefineOptions,
): Promise<{ tries: RefineTry[]; result: RefineResult }> {
  const events: RefineEvent[] = [];
  for await (const event of refinePlan(input, options)) events.push(event);
  return { tries: events.filter((event) => event.kind === 'try'), result: events.at(-1) as RefineResult };
}

function inputOf(
  program: Program,
  damage: (choice: readonly number[]) => number,
  more: Partial<RefineInput> = {},
): RefineInput {
  const plans = new MeasuredPlans(async (choice) => measuredDamage(damage(choice)));
  return { program, choice: solveByTrying(program).choice, plans, solve: solveByTrying, ...more };
}

const ladder = (aqs: number) => ({ '4/4': aqs, '8/8': 0 });
/** Room for two of four groups at 8/8; AQS says c and d, in truth b hurts most. */
const four: Program = {
  groups: [
    smallGroup('a', ladder(0.1)),
    smallGroup('b', ladder(0.25)),
    smallGroup('c', ladder(0.3)),
    smallGroup('d', ladder(0.4)),
  ],
  budgets: { bops: 2 * 64 + 2 * 16 },
};
const truth = [0.1, 0.9, 0.2, 0.4];
const trueDamage = (choice: readonly number[]): number =>
  choice.reduce((sum, option, g) => sum + (option === 0 ? truth[g]! : 0), 0.01);

describe('refining a plan', () => {
  it('finds the swap that AQS got wrong, first the one it is least sure of', async () => {
    const { tries, result } = await runOf(inputOf(four, trueDamage), { ways: ['swaps'] });
    expect(result.before.choice).toEqual([0, 0, 1, 1]);
    const swaps = tries.filter(({ way }) => way === 'swaps');
    expect(swaps[0]).toMatchObject({ accepted: true, text: 'b 4/4 → 8/8, c 8/8 → 4/4' });
    expect(result.after.choice).toEqual([0, 1, 0, 1]);
    expect(result.before.verification.damage).toBeCloseTo(1.01, 12);
    expect(result.after.verification.damage).toBeCloseTo(0.31, 12);
    expect(result.text).toMatch(
      /^Measured damage 1\.01 before, 0\.31 after \(69\.3 % less\), in \d+ evaluations\.$/,
    );
    expect(result.uniform!.choice).toEqual([0, 0, 0, 0]);
  });

  it('accepts a swap only beyond the noise of the difference', async () => {
    // The swap helps one image of four a lot and hurts the others: no evidence at all.
    const noisy = new MeasuredPlans(async (choice) => {
      const byImage = choice.join('') === '0101' ? [0, 1.1, 1.1, 1.1] : [1, 0.9, 0.9, 0.9];
      return measuredDamage(byImage.reduce((a, b) => a + b) / 4, byImage);
    });
    const input = { ...inputOf(four, trueDamage), plans: noisy };
    expect((await runOf(input, { ways: ['swaps'], swaps: 1 })).result.changed).toBe(false);
    // The same plan again, now known: any gain counts, and nothing is run for it.
    const again = await runOf(input, { ways: ['swaps'], swaps: 1, noises: 0 });
    expect(again.result.after.choice).toEqual([0, 1, 0, 1]);
    expect(noisy.all().filter(({ choice }) => choice.join('') === '0101')).toHaveLength(1);
    const plans = new MeasuredPlans(async (choice) => measuredDamage(choice.join('') === '0101' ? 0.8 : 0.9));
    expect((await runOf({ ...input, plans }, { ways: ['swaps'], swaps: 1 })).result.changed).toBe(true);
  });

  it('takes a uniform plan that measures better, and says so', async () => {
    const odd = (choice: readonly number[]): number =>
      choice.join('') === '0000' ? 0.001 : trueDamage(choice);
    const { result, tries } = await runOf(inputOf(four, odd), { ways: [] });
    expect(tries).toMatchObject([{ way: 'uniform', text: 'all groups at 4/4', accepted: true }]);
    expect(result.after.choice).toEqual([0, 0, 0, 0]);
  });

  it('solves neighbouring budgets and other scores, and keeps what measures best', async () => {
    const right: Program = {
      ...four,
      groups: four.groups.map((g, i) => smallGroup(g.id, ladder(truth[i]!))),
    };
    const input = inputOf(four, trueDamage, { variants: [{ name: 'true scores', program: right }] });
    const { result, tries } = await runOf(input, { ways: ['neighbours'] });
    expect(result.after.choice).toEqual([0, 1, 0, 1]);
    expect(tries.find(({ accepted }) => accepted)!.text).toBe('solved with true scores');
    // A cheaper optimum that measures better.
    const cheap = (choice: readonly number[]): number =>
      choice.join('') === '0001' ? 0.2 : trueDamage(choice);
    const low = await runOf(inputOf(four, cheap), { ways: ['neighbours'], distance: 0.2 });
    expect(low.result.after.choice).toEqual([0, 0, 0, 1]);
    expect(low.tries.find(({ accepted }) => accepted)!.text).toMatch(/^solved at 76 % of the BOPS budget$/);
  });

  it('re-measures under the plan and solves again, until that helps no more', async () => {
    const asked: string[] = [];
    const remeasure = async (choice: readonly number[]): Promise<Program> => {
      asked.push(choice.join(''));
      return { ...four, groups: four.groups.map((g, i) => smallGroup(g.id, ladder(truth[i]!))) };
    };
    const { result } = await runOf(inputOf(four, trueDamage, { remeasure }), { ways: ['context'] });
    expect(result.after.choice).toEqual([0, 1, 0, 1]);
    expect(asked).toEqual(['0011', '0101']);
  });

  it('refuses a plan that breaks its budgets', async () => {
    const input = { ...inputOf(four, trueDamage), choice: [1, 1, 1, 1] };
    await expect(runOf(input)).rejects.toThrow(/does not hold its budgets/);
  });

  it('never ends worse than the start or than a uniform plan that fits, always within budgets and evaluations', async () => {
    const share = fc.double({ min: 0.02, max: 0.98, noNaN: true });
    await fc.assert(
      fc.asyncProperty(fc.integer(), share, fc.boolean(), async (seed, bops, monotone) => {
        const program = randomProgram(seed, 4, [2, 4, 8], { bops, size: 0.5 + bops / 2 });
        const next = random(seed);
        const salt = program.groups.map(() => 0.3 + 3 * next());
        // Either a truth of its own that more bits always help, or plain chance for every plan.
        const damage = monotone
          ? (choice: readonly number[]) =>
              choice.reduce(
                (sum, option, g) => sum + salt[g]! * program.groups[g]!.options[option]!.sensitivity,
                0,
              )
          : (choice: readonly number[]) => random(seed + choice.reduce((n, option) => 9 * n + option, 0))();
        const input = inputOf(program, damage);
        if (input.choice.length === 0) return;
        const { result, tries } = await runOf(input, { swaps: 6, neighbours: 3 });
        const end = damage(result.after.choice);
        expect(result.after.verification.damage).toBeCloseTo(end, 12);
        expect(meetsBudgets(program, result.after.choice)).toBe(true);
        expect(end).toBeLessThanOrEqual(damage(input.choice));
        for (const { plan, accepted, way } of tries) {
          expect(meetsBudgets(program, plan.choice)).toBe(true);
          if (way === 'uniform') expect(end).toBeLessThanOrEqual(damage(plan.choice));
          if (accepted) expect(end).toBeLessThanOrEqual(damage(plan.choice));
        }
        if (monotone && salt.every((s) => s === salt[0]))
          expect(objectiveOf(program, result.after.choice)).toBe(objectiveOf(program, input.choice));
        if (monotone) {
          for (const { choice } of uniformPlans(program))
            if (meetsBudgets(program, choice))
              expect(end).toBeLessThanOrEqual(damage(choice) * (1 + 1e-9) + 1e-9);
        }
        expect(result.evaluations).toBe(1 + tries.length);
        expect(new Set(tries.map(({ plan }) => plan.choice.join())).size).toBe(tries.length);
      }),
      { numRuns: 30, seed: 2 },
    );
  });
});

describe('settling a changed plan', () => {
  it('lowers what costs least until it fits, then raises what helps most', () => {
    expect(settleChoice(four, [1, 1, 1, 1], new Set())).toEqual([0, 0, 1, 1]);
    expect(settleChoice(four, [1, 1, 1, 1], new Set([0]))).toEqual([1, 0, 0, 1]);
    expect(settleChoice(four, [0, 0, 0, 0], new Set([3]))).toEqual([0, 1, 1, 0]);
    expect(settleChoice({ ...four, budgets: { bops: 1 } }, [1, 1, 1, 1], new Set())).toBeNull();
    const fitted = settleChoice(four, [1, 1, 1, 0], new Set([1]))!;
    expect(totalOf(four, fitted, 'bops')).toBe(four.budgets.bops);
  });
});

describe('the gain to expect of a swap', () => {
  it('agrees with drawing it', () => {
    const next = random(4);
    const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
    for (const [gain, loss, sigma] of [
      [1, 1, 1],
      [1, 3, 1],
      [2, 0.5, 0.7],
    ] as const) {
      let sum = 0;
      const draws = 200_000;
      for (let i = 0; i < draws; i++)
        sum += Math.max(0, gain * Math.exp(sigma * normal() - sigma ** 2 / 2) - loss);
      expect(expectedGain(gain, loss, sigma)).toBeCloseTo(sum / draws, 1.5);
    }
    expect(expectedGain(0, 1, 1)).toBe(0);
    expect(expectedGain(2, 0, 1)).toBe(2);
    expect(expectedGain(1, 1e9, 1)).toBeCloseTo(0, 12);
  });
});
