import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Criterion } from '../verify/Criterion.ts';
import { objectiveOf } from './exactTotals.ts';
import { loweringModes } from './fixtures/loweringModes.ts';
import { measuredDamage, smallGroup, solveByTrying } from './fixtures/smallPlans.ts';
import type { Aggregate } from './groupAqs.ts';
import type {
  LoweringEvent,
  LoweringInput,
  LoweringOptions,
  LoweringResult,
  LoweringStep,
} from './Lowering.ts';
import { movePicker, stepQuality } from './loweringMoves.ts';
import { lowerPlan } from './lowerPlan.ts';
import { MeasuredPlans } from './MeasuredPlans.ts';
import type { Program } from './Program.ts';
import { highestChoice, lowestChoice, nextHigher, nextLower } from './pairSteps.ts';
import { randomProgram } from './randomProgram.ts';
import { stepFromFloat } from './stepFromFloat.ts';

const kl = (limit: number): Criterion => ({ kind: 'kl', limit });

/** Groups of one layer each, whose step AQS is the difference of their AQS. */
function inputOf(
  program: Program,
  damage: (choice: readonly number[]) => number,
  criterion: Criterion,
): LoweringInput & { readonly asked: string[] } {
  const asked: string[] = [];
  const at = (layer: string, w: number, a: number): number =>
    program.groups
      .find((group) => group.layers.includes(layer))!
      .options.find((o) => o.weightBits === w && o.activationBits === a)!.sensitivity;
  return {
    asked,
    program,
    macs: () => 1000,
    stepAqs: (layer, from, to) =>
      Math.max(
        0,
        at(layer, to.weightBits, to.activationBits) - at(layer, from.weightBits, from.activationBits),
      ),
    criterion,
    plans: new MeasuredPlans(async (choice) => {
      asked.push(choice.join(''));
      return measuredDamage(damage(choice));
    }),
  };
}

async function runOf(
  input: LoweringInput,
  options: LoweringOptions = {},
): Promise<{ events: LoweringEvent[]; steps: LoweringStep[]; result: LoweringResult }> {
  const events: LoweringEvent[] = [];
  for await (const event of lowerPlan(input, options)) events.push(event);
  const steps = events.filter((event) => event.kind === 'step');
  return { events, steps, result: events.at(-1) as LoweringResult };
}

const ladder = (aqs: number) => ({ '4/4': aqs, '8/8': 0 });

describe('the next pairs of a group', () => {
  it('are the immediate ones of the partial order', () => {
    const grid = smallGroup('g', { '4/4': 0, '4/8': 0, '8/4': 0, '8/8': 0 });
    expect(nextLower(grid, 3)).toEqual([1, 2]);
    expect(nextLower(grid, 1)).toEqual([0]);
    expect(nextHigher(grid, 0)).toEqual([1, 2]);
    const t4 = smallGroup('g', { '4/4': 0, '8/8': 0, '16f/16f': 0, '4/16': 0 });
    expect(nextLower(t4, 2)).toEqual([1, 3]);
    expect(nextLower(t4, 3)).toEqual([0]);
    expect(highestChoice([t4, { ...t4, pin: 1 }])).toEqual([2, 1]);
    expect(lowestChoice([t4])).toEqual([0]);
  });
});

describe('lowering', () => {
  const abc: Program = {
    groups: [smallGroup('a', ladder(0.2)), smallGroup('b', ladder(0.1)), smallGroup('c', ladder(0.4))],
    budgets: {},
  };

  it('lowers the group of highest quality until the criterion fails, and undoes that step', async () => {
    const input = inputOf(abc, (choice) => objectiveOf(abc, choice), kl(0.35));
    const { events, steps, result } = await runOf({ ...input, solve: solveByTrying, cost: 'bops' });
    expect(events.map((event) => event.kind)).toEqual(['start', 'step', 'step', 'step', 'done']);
    expect(steps.map(({ move, outcome }) => [move.group, outcome])).toEqual([
      ['b', 'accepted'],
      ['a', 'accepted'],
      ['c', 'undone'],
    ]);
    expect(steps[0]!.move).toMatchObject({ from: { weightBits: 8 }, to: { weightBits: 4 }, stepAqs: 0.1 });
    expect(steps[0]!.move.quality).toBeCloseTo(Math.log(1001) / 0.1, 4);
    expect(steps[2]!.choice).toEqual([0, 0, 0]);
    expect(steps[2]!.now).toEqual([0, 0, 1]);
    expect(result).toMatchObject({ choice: [0, 0, 1], holds: true, accepted: 2, undone: 1, frozen: ['c'] });
    expect(result.evaluations).toBe(4);
    expect(result.value).toBeCloseTo(0.3, 12);
    expect(result.totals.bops).toBe(16 + 16 + 64);
    expect(result.gap).toMatchObject({ excess: 0, choice: [0, 0, 1] });
  });

  it('prefers many MACs at equal AQS', () => {
    const macs = (layer: string): number => (layer === 'c' ? 1e6 : 1e3);
    const picker = movePicker({ program: abc, macs, stepAqs: () => 0.5 }, 'mean', 'lower');
    expect(picker.best([1, 1, 1], () => true)).toMatchObject({ group: 'c', quality: stepQuality(1e6, 0.5) });
    expect(stepQuality(Math.E - 1, 0.5)).toBeCloseTo(2, 6);
  });

  it.each([
    ['mean', 2],
    ['max', 3],
    ['sum', 4],
  ] as const)('aggregates a group of two layers by %s', (aggregate: Aggregate, expected) => {
    const program = { groups: [{ ...smallGroup('g', ladder(1)), layers: ['x', 'y'] }], budgets: {} };
    const stepAqs = (layer: string) => (layer === 'x' ? 1 : 3);
    const move = movePicker({ program, macs: () => 10, stepAqs }, aggregate, 'lower').best([1], () => true)!;
    expect(move.stepAqs).toBe(expected);
    expect(move.quality).toBeCloseTo(Math.log(21) / expected, 6);
  });

  /** b looks harmless and is not; everything else is as predicted. */
  const trap = (choice: readonly number[]): number => objectiveOf(abc, choice) + (choice[1] === 0 ? 1 : 0);

  it('freezes and goes on, or stops', async () => {
    const frozen = await runOf(inputOf(abc, trap, kl(0.25)));
    expect(frozen.result).toMatchObject({ choice: [0, 1, 1], undone: 2, frozen: ['b', 'c'] });
    const stopped = await runOf(inputOf(abc, trap, kl(0.25)), { onFail: 'stop' });
    expect(stopped.result).toMatchObject({ choice: [1, 1, 1], undone: 1, accepted: 0, holds: true });
  });

  it('fast ends at the first group that fails; fast-then-full goes on, without measuring anything twice', async () => {
    expect((await runOf(inputOf(abc, trap, kl(0.65)), { mode: 'fast' })).result.choice).toEqual([1, 1, 1]);
    const input = inputOf(abc, trap, kl(0.65));
    const { result } = await runOf(input, { mode: 'fast-then-full' });
    expect(result.choice).toEqual([0, 1, 0]);
    expect(new Set(input.asked).size).toBe(input.asked.length);
  });

  it('bars only the failed pair where that is wished', async () => {
    const grid = { '4/4': 0.3, '4/8': 0.1, '8/4': 0.2, '8/8': 0 };
    const program: Program = { groups: [smallGroup('g', grid)], budgets: {} };
    // Narrow weights break it, narrow input does not.
    const damage = ([option]: readonly number[]): number => (option === 0 || option === 1 ? 1 : 0.1);
    expect((await runOf(inputOf(program, damage, kl(0.5)))).result.choice).toEqual([3]);
    const { result, steps } = await runOf(inputOf(program, damage, kl(0.5)), { onFail: 'freeze-step' });
    expect(result.choice).toEqual([2]);
    // 4/4 lies below the barred 4/8: it is not tried.
    expect(steps).toHaveLength(2);
  });

  it('keeps pins, starts where it is told, and says when nothing can keep the criterion', async () => {
    const pinned: Program = { ...abc, groups: abc.groups.map((g, i) => (i === 1 ? { ...g, pin: 1 } : g)) };
    const input = inputOf(pinned, (choice) => objectiveOf(pinned, choice), kl(9));
    expect((await runOf(input)).result.choice).toEqual([0, 1, 0]);
    expect((await runOf(input, { start: [1, 0, 0] })).events[0]!.choice).toEqual([1, 1, 0]);
    const hopeless = await runOf(inputOf(abc, () => 7, kl(0.1)));
    expect(hopeless.result).toMatchObject({ holds: false, evaluations: 1, choice: [1, 1, 1] });
    expect(hopeless.result.text).toBe(
      'At the widest pairs it is 7 nats: no plan was found that keeps output KL at most 0.1 nats.',
    );
    await expect(runOf(input, { start: [1] })).rejects.toThrow(/1 groups, the network 3/);
  });

  it('refuses a criterion that needs labels', async () => {
    await expect(runOf(inputOf(abc, () => 0, { kind: 'drop', limit: 0.01 }))).rejects.toThrow(/needs labels/);
  });

  it('says how much more AQS its plan has than the optimum at the same cost', async () => {
    // Equal MACs and AQS, but b frees four times the bit operations: the quality is blind to that.
    const program: Program = {
      groups: [
        smallGroup('a', ladder(0.1), 1),
        smallGroup('b', ladder(0.11), 1),
        smallGroup('c', ladder(0.15), 2),
      ],
      budgets: {},
    };
    const input = inputOf(program, (choice) => objectiveOf(program, choice), kl(0.22));
    const { result } = await runOf({ ...input, solve: solveByTrying, cost: 'bops' });
    expect(result.choice).toEqual([0, 0, 1]);
    expect(result.gap!.choice).toEqual([1, 1, 0]);
    expect(result.gap!.excess).toBeCloseTo(0.21 / 0.15 - 1, 12);
    expect(result.text).toContain("40 % more AQS than the ILP's plan at the same BOPS.");
  });

  it('does nothing while nobody asks', async () => {
    const input = inputOf(abc, (choice) => objectiveOf(abc, choice), kl(9));
    const run = lowerPlan(input);
    await run.next();
    await run.next();
    await run.return();
    expect(input.asked).toEqual(['111', '101']);
  });

  const small = fc.record({
    seed: fc.integer(),
    groups: fc.integer({ min: 1, max: 9 }),
    share: fc.double({ min: 0, max: 1.05, noNaN: true }),
  });
  const cases = small.map(({ seed, groups, share }) => {
    const program = randomProgram(seed, groups, [2, 4, 8], {});
    const least = objectiveOf(program, highestChoice(program.groups));
    const most = objectiveOf(program, lowestChoice(program.groups));
    return { program, limit: least + share * (most - least) };
  });

  it('fast: the longest run of steps that keeps it, in O(log n) evaluations', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ program, limit }) => {
        // Damage that grows with every step, whatever AQS says.
        const deep = (choice: readonly number[]): number =>
          choice.reduce((sum, i) => sum + (8 - i) * limit, 0);
        const input = inputOf(program, deep, kl(limit * (program.groups.length + 2)));
        const { events, result } = await runOf(input, { mode: 'fast' });
        const start = events[0]!;
        const order = start.kind === 'start' ? start.order! : [];
        expect(order).toHaveLength(4 * program.groups.length);
        expect(result.evaluations).toBeLessThanOrEqual(1 + Math.ceil(Math.log2(order.length + 1)));
        const choice = [...start.choice];
        let best = [...choice];
        for (const move of order) {
          choice[move.index] = move.option;
          if (deep(choice) <= input.criterion.limit + 1e-9) best = [...choice];
        }
        if (start.holds) expect(result.choice).toEqual(best);
      }),
      { numRuns: 100, seed: 7 },
    );
  });

  it('every mode ends with a measured plan that keeps the criterion, if the widest pairs do', async () => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.constantFrom(...loweringModes),
        fc.integer(),
        async ({ program, limit }, mode, salt) => {
          // Interactions that AQS knows nothing of: neighbours lowered together hurt more or less, and not monotonely.
          const damage = (choice: readonly number[]): number =>
            objectiveOf(program, choice) *
            choice.reduce((f, i, g) => f * (1 + 0.3 * Math.sin(salt + 7 * i * (choice[g - 1] ?? 1) + g)), 1);
          const input = inputOf(program, damage, kl(limit));
          const { result, events } = await runOf(input, mode);
          expect(result.value).toBeCloseTo(damage(result.choice), 12);
          expect(result.evaluations).toBe(input.asked.length);
          expect(new Set(input.asked).size).toBe(input.asked.length);
          if (events[0]!.holds) expect(result.holds).toBe(true);
          if (result.holds) expect(damage(result.choice)).toBeLessThanOrEqual(limit + 1e-9);
        },
      ),
      { numRuns: 200, seed: 11 },
    );
  });

  it('reverse: raises the worst until it holds, and fast finds the same where raising always helps', async () => {
    const input = inputOf(abc, (choice) => objectiveOf(abc, choice), kl(0.35));
    const { steps, result } = await runOf(input, { reverse: true });
    expect(steps.map(({ move }) => move.group)).toEqual(['c']);
    expect(result).toMatchObject({ choice: [0, 0, 1], holds: true, evaluations: 2 });
    await fc.assert(
      fc.asyncProperty(cases, async ({ program, limit }) => {
        const damage = (choice: readonly number[]): number =>
          choice.reduce((sum, i) => sum + (8 - i) * limit, 0);
        const asked = () => inputOf(program, damage, kl(limit * program.groups.length * 4));
        const full = await runOf(asked(), { reverse: true });
        const fast = await runOf(asked(), { reverse: true, mode: 'fast' });
        expect(fast.result.choice).toEqual(full.result.choice);
      }),
      { numRuns: 50, seed: 3 },
    );
  });
});

describe('step AQS from AQS against float', () => {
  const entry = (nmse: number) => ({ nmse, sqnr: 0, cosine: 0, maxError: 0, halves: [nmse, nmse] as const });
  const table = { x: { layer: 'x', images: 1, entries: { '8/8': entry(0.01), '4/4': entry(0.25) } } };
  const pair = (bits: number) => ({ weightBits: bits, activationBits: bits });

  it('is the difference, never below 0, and says what is missing', () => {
    const step = stepFromFloat(table);
    expect(step('x', pair(8), pair(4))).toBeCloseTo(0.24, 12);
    expect(step('x', pair(4), pair(8))).toBe(0);
    expect(() => step('x', pair(8), pair(2))).toThrow(/"x" is not measured at 2\/2/);
  });
});
