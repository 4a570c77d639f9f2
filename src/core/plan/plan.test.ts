import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { residualModel, Sketch } from '../groups/fixtures/residualModel.ts';
import { groupLayers } from '../groups/groupLayers.ts';
import type { Layer } from '../model/Layer.ts';
import { pairKey } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { pairsFor } from '../profile/pairsFor.ts';
import { readProfile } from '../profile/readProfile.ts';
import type { AqsTable } from '../sensitivity/AqsTable.ts';
import { availableBudgets, budgetAtPercent, budgetRange, costSpan } from './budgetRange.ts';
import { buildProgram, missingAqs } from './buildProgram.ts';
import { describeChange } from './describeChange.ts';
import { fits, objectiveOf, totalOf, totalsOf } from './exactTotals.ts';
import { formatCost, formatNumber } from './formatCost.ts';
import { choiceAt, frontier, stepBudget } from './frontier.ts';
import { makePlan } from './makePlan.ts';
import type { Program, Solution } from './Program.ts';
import { randomProgram } from './randomProgram.ts';
import { reduceProgram } from './reduceProgram.ts';
import { bestUniformPlan, uniformPlans, uniformRivals } from './uniformPlans.ts';

const shipped = (id: string): Profile =>
  readProfile(readFileSync(new URL(`../../../public/profiles/${id}.json`, import.meta.url), 'utf8'), id);

/** A made-up table: error 4^-w + 4^-a, twice that in every second layer. */
function tableOf(layers: readonly Layer[], profile: Profile): AqsTable {
  return Object.fromEntries(
    layers.map((layer, i) => [
      layer.name,
      {
        layer: layer.name,
        images: 8,
        entries: Object.fromEntries(
          pairsFor(profile, layer.kind).map((pair) => {
            const nmse = (1 + (i % 2)) * (4 ** -pair.weightBits + 4 ** -pair.activationBits);
            const entry = { nmse, sqnr: -10 * Math.log10(nmse), cosine: nmse / 2, maxError: 3 * nmse };
            return [pairKey(pair), { ...entry, halves: [nmse, nmse] as const }];
          }),
        ),
      },
    ]),
  );
}

const { model, layers } = residualModel(18);
const generic = shipped('generic-int');
const groups = groupLayers(model, layers, generic);
const aqs = tableOf(layers, generic);
const base = {
  groups,
  layers,
  aqs,
  profile: generic,
  aggregate: 'sum',
  distance: 'nmse',
  budgets: {},
  pins: {},
} as const;

const solved = (program: Program, choice: readonly number[]): Solution => ({
  status: 'optimal',
  objective: objectiveOf(program, choice),
  gap: 0,
  choice,
  totals: totalsOf(program, choice),
  solveMs: 0,
});

describe('buildProgram', () => {
  it('has one option per pair with summed costs and the chosen aggregate of AQS', () => {
    const pairGroup = groups.findIndex((group) => group.layers.length === 2);
    const at = (aggregate: 'sum' | 'mean' | 'max') =>
      buildProgram({ ...base, aggregate }).groups[pairGroup]!.options[0]!.sensitivity;
    const scores = groups[pairGroup]!.layers.map((name) => aqs[name]!.entries['2/2']!.nmse);
    expect(at('sum')).toBeCloseTo(scores[0]! + scores[1]!, 12);
    expect(at('mean')).toBeCloseTo((scores[0]! + scores[1]!) / 2, 12);
    expect(at('max')).toBe(Math.max(...scores));
    const program = buildProgram(base);
    expect(program.groups).toHaveLength(18);
    expect(program.groups[0]!.options).toHaveLength(16);
    const members = layers.filter((layer) => groups[pairGroup]!.layers.includes(layer.name));
    expect(program.groups[pairGroup]!.options[0]!.costs.bops).toBeCloseTo(
      members.reduce((total, layer) => total + (layer.macs * 4) / 1e9, 0),
      12,
    );
    expect(program.fixed).toBeUndefined();
  });

  it('ranks by SQNR as by the error it stands for, and by other distances as they are', () => {
    const first = (distance: 'nmse' | 'sqnr' | 'cosine' | 'maxError') =>
      buildProgram({ ...base, distance }).groups[0]!.options[0]!.sensitivity;
    expect(first('sqnr')).toBeCloseTo(first('nmse'), 12);
    expect(first('cosine')).toBeCloseTo(first('nmse') / 2, 12);
    expect(first('maxError')).toBeCloseTo(first('nmse') * 3, 12);
  });

  it('leaves latency and its budget out where the profile cannot price it', () => {
    const program = buildProgram({ ...base, budgets: { latency: 1, bops: 5 } });
    expect(availableBudgets(program)).toEqual(['size', 'bops']);
    expect(program.budgets).toEqual({ bops: 5 });
    const fusion = shipped('bitfusion');
    const grouped = groupLayers(model, layers, fusion);
    const timed = buildProgram({
      ...base,
      profile: fusion,
      groups: grouped,
      aqs: tableOf(layers, fusion),
      budgets: { latency: 1 },
    });
    expect(availableBudgets(timed)).toEqual(['size', 'bops', 'latency']);
    expect(timed.budgets).toEqual({ latency: 1 });
  });

  it('charges layers that stay float, and a constant per inference, to every plan', () => {
    const sketch = new Sketch(8, 4);
    const small = sketch.done(
      sketch.classify('fc', sketch.depthwise('dw', sketch.conv('c', sketch.input, 4))),
    );
    const bismo = shipped('bismo-ultra96');
    const profile: Profile = {
      ...bismo,
      latency_model: {
        ...bismo.latency_model,
        inference_overhead_s: { value: 0.002, status: 'assumed', note: 'test' },
      },
    };
    const program = buildProgram({
      ...base,
      profile,
      layers: small.layers,
      groups: groupLayers(small.model, small.layers, profile),
      aqs: tableOf(small.layers, profile),
    });
    expect(program.groups.map((group) => group.id)).toEqual(['c', 'fc']);
    expect(program.fixed!.size).toBe(36 * 4);
    expect(program.fixed!.latency).toBeCloseTo(2, 12);
    expect(totalOf(program, [0, 0], 'size')).toBe(
      36 * 4 + program.groups[0]!.options[0]!.costs.size! + program.groups[1]!.options[0]!.costs.size!,
    );
  });

  it('names the group that is not measured, and lists the layers', () => {
    const { conv1: _, ...rest } = aqs;
    expect(missingAqs(groups, rest)).toEqual(['conv1']);
    expect(missingAqs(groups, aqs)).toEqual([]);
    expect(() => buildProgram({ ...base, aqs: rest })).toThrow('Group "conv1" is not measured at 2/2 yet');
  });

  it('keeps pins by pair and forgets those that no longer exist', () => {
    const program = buildProgram({ ...base, pins: { conv1: '8/8', gone: '4/4', fc: '3/3' } });
    expect(program.groups[0]!.options[program.groups[0]!.pin!]).toMatchObject({
      weightBits: 8,
      activationBits: 8,
    });
    expect(program.groups.filter((group) => group.pin !== undefined)).toHaveLength(1);
  });

  it('counts float pairs of 16 bits as references where they are not measured', () => {
    const t4 = shipped('nvidia-t4-hawqv3');
    const table = Object.fromEntries(
      Object.entries(tableOf(layers, t4)).map(([name, row]) => {
        const { '16f/16f': _, ...entries } = row.entries;
        return [name, { ...row, entries }];
      }),
    );
    const program = buildProgram({
      ...base,
      profile: t4,
      groups: groupLayers(model, layers, t4),
      aqs: table,
    });
    expect(program.groups[0]!.options.at(-1)).toMatchObject({ weightFloat: true, sensitivity: 0 });
  });
});

describe('budgets and uniform plans', () => {
  const program = buildProgram({ ...base, pins: { fc: '8/8' } });

  it('range from the cheapest plan to the least sensitive one, pins respected', () => {
    const { min, max } = budgetRange(program, 'bops');
    const macs = layers.reduce((total, layer) => total + layer.macs, 0);
    const fc = layers.find((layer) => layer.name === 'fc')!.macs;
    expect(min).toBeCloseTo(((macs - fc) * 4 + fc * 64) / 1e9, 12);
    expect(max).toBeCloseTo(((macs - fc) * 256 + fc * 64) / 1e9, 12);
    expect(costSpan(program, 'bops')).toEqual({ min, max });
    expect(budgetAtPercent(program, 'bops', 0)).toBe(min);
    expect(budgetAtPercent(program, 'bops', 100)).toBe(max);
    expect(budgetAtPercent(program, 'bops', 25)).toBeCloseTo(min + (max - min) / 4, 12);
  });

  it('has a uniform plan for every pair, marked where a pin bends it', () => {
    const plans = uniformPlans(program);
    expect(plans.map((plan) => pairKey(plan.pair))).toHaveLength(16);
    expect(plans.find((plan) => pairKey(plan.pair) === '8/8')!.exact).toBe(true);
    const low = plans.find((plan) => pairKey(plan.pair) === '4/4')!;
    expect(low.exact).toBe(false);
    expect(low.totals.bops).toBeCloseTo(totalOf(program, low.choice, 'bops'), 12);
    const budget = { bops: low.totals.bops! };
    expect(pairKey(bestUniformPlan({ ...program, budgets: budget })!.pair)).toBe('4/4');
    expect(bestUniformPlan({ ...program, budgets: { bops: 0 } })).toBeNull();
  });

  it('has at most three uniform rivals: those that fit, least sensitive first', () => {
    const sorted = uniformPlans(program).toSorted((a, b) => a.sensitivity - b.sensitivity);
    const free = { ...program, budgets: {} };
    expect(uniformRivals(free)).toEqual(sorted.slice(0, 3));
    const [, , third] = sorted;
    const limit = third!.totals.bops!;
    const fitting = sorted.filter(({ totals }) => totals.bops! <= limit).slice(0, 3);
    expect(uniformRivals({ ...program, budgets: { bops: limit } })).toEqual(fitting);
    expect(uniformRivals(free, (choice) => totalOf(program, choice, 'bops') <= limit)).toEqual(fitting);
    expect(uniformRivals(free, () => false)).toEqual([]);
  });
});

describe('frontier', () => {
  const program = randomProgram(9, 4, [2, 4, 8], {});

  it('is convex, runs from the cheapest to the least sensitive plan, and is exact at every breakpoint', () => {
    const points = frontier(program, 'bops');
    const all: { cost: number; sensitivity: number }[] = [];
    const count = program.groups.reduce((n, group) => n * group.options.length, 1);
    for (let code = 0; code < count; code++) {
      let rest = code;
      const choice = program.groups.map((group) => {
        const pick = rest % group.options.length;
        rest = Math.floor(rest / group.options.length);
        return pick;
      });
      all.push({ cost: totalOf(program, choice, 'bops'), sensitivity: objectiveOf(program, choice) });
    }
    points.forEach((point, i) => {
      const best = Math.min(...all.filter((a) => fits(a.cost, point.cost)).map((a) => a.sensitivity));
      expect(point.sensitivity / best).toBeCloseTo(1, 9);
      const choice = choiceAt(program, 'bops', i);
      expect(totalOf(program, choice, 'bops')).toBeCloseTo(point.cost, 9);
      expect(objectiveOf(program, choice) / point.sensitivity).toBeCloseTo(1, 9);
    });
    const slopes = points
      .slice(1)
      .map((p, i) => (p.sensitivity - points[i]!.sensitivity) / (p.cost - points[i]!.cost));
    expect(slopes.every((slope, i) => slope < 0 && (i === 0 || slope >= slopes[i - 1]! - 1e-12))).toBe(true);
    expect(points[0]!.cost).toBeCloseTo(budgetRange(program, 'bops').min, 12);
    expect(points.at(-1)!.cost).toBeCloseTo(budgetRange(program, 'bops').max, 9);
  });

  it('steps from breakpoint to breakpoint and stops at the ends', () => {
    const points = frontier(program, 'bops');
    const second = points[1]!.cost;
    expect(stepBudget(points, second, 1)).toBe(points[2]!.cost);
    expect(stepBudget(points, second, -1)).toBe(points[0]!.cost);
    expect(stepBudget(points, second * 1.000001, -1)).toBe(second);
    expect(stepBudget(points, points[0]!.cost, -1)).toBe(points[0]!.cost);
    expect(stepBudget(points, 1e99, 1)).toBe(points.at(-1)!.cost);
  });

  it('keeps pins', () => {
    const pinned = {
      ...program,
      groups: program.groups.map((group, g) => (g === 0 ? { ...group, pin: 3 } : group)),
    };
    for (const i of frontier(pinned, 'size').keys()) expect(choiceAt(pinned, 'size', i)[0]).toBe(3);
  });
});

describe('reduceProgram', () => {
  it('never drops an optimum: bound below, incumbent above, best plan among what is left or known', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (seed, share) => {
          const program = randomProgram(seed, 5, [2, 4], { bops: share, size: share });
          let best = Number.POSITIVE_INFINITY;
          let winner: readonly number[] = [];
          for (let code = 0; code < 4 ** 5; code++) {
            const choice = program.groups.map((_, g) => (code >> (2 * g)) & 3);
            const objective = objectiveOf(program, choice);
            const ok = (['bops', 'size'] as const).every((c) =>
              fits(totalOf(program, choice, c), program.budgets[c]!),
            );
            if (ok && objective < best) [best, winner] = [objective, choice];
          }
          const reduction = reduceProgram(program)!;
          expect(reduction.lower).toBeLessThanOrEqual(best * (1 + 1e-12));
          expect(reduction.upper).toBeGreaterThanOrEqual(best);
          const kept = winner.every((option, g) => reduction.table.groups[g]!.index.includes(option));
          expect(kept || reduction.upper <= best * (1 + 1e-12)).toBe(true);
        },
      ),
      { numRuns: 150, seed: 3 },
    );
  });

  it('leaves little of 54 groups of 16 pairs to decide', () => {
    const reduction = reduceProgram(randomProgram(1, 54, [2, 4, 6, 8], { bops: 0.4 }))!;
    const left = reduction.table.groups.reduce((n, group) => n + group.index.length, 0);
    expect(left).toBeLessThan(250);
  });
});

describe('plans and words', () => {
  const program = buildProgram(base);

  it('gives every layer of a group its pair', () => {
    const plan = makePlan(
      program,
      solved(
        program,
        program.groups.map(() => 15),
      ),
    )!;
    expect(Object.keys(plan.pairs)).toHaveLength(21);
    expect(plan.pairs['s2b1.down']).toEqual({ weightBits: 16, activationBits: 16 });
    expect(plan.groups[0]).toMatchObject({ id: 'conv1', pinned: false });
    const nothing: Solution = {
      ...solved(
        program,
        program.groups.map(() => 0),
      ),
      status: 'infeasible',
      choice: [],
    };
    expect(makePlan(program, nothing)).toBeNull();
  });

  it('says what a solve changed, largest change first', () => {
    const all = program.groups.map(() => 10);
    const next = all.map((option, g) => (g === 0 ? 6 : g === 1 ? 11 : option));
    const lines = describeChange(
      makePlan(program, solved(program, all))!,
      makePlan(program, solved(program, next))!,
      'bops',
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/^conv1 8\/8 → 4\/8: \+0\.00\d+ AQS, −[\d.]+ M?G?BOPS$/);
    expect(lines[1]).toMatch(/^s1b1\.conv1 8\/8 → 8\/16: −0?[\d.e-]+ AQS, \+[\d.]+ G?M?BOPS$/);
  });

  it('writes costs with three digits in the unit that reads best', () => {
    expect(formatCost('size', 25_613_152)).toBe('25.6 MB');
    expect(formatCost('size', 512)).toBe('512 B');
    expect(formatCost('bops', 3950.56)).toBe('3,950 GBOPS');
    expect(formatCost('bops', 0.0612)).toBe('61.2 MBOPS');
    expect(formatCost('latency', 0.0456)).toBe('45.6 µs');
    expect(formatNumber(0.000012345)).toBe('1.23e-5');
    expect(formatNumber(0)).toBe('0');
    expect(formatNumber(Number.NaN)).toBe('–');
  });
});
