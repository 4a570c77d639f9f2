import { describe, expect, it } from 'vitest';
import { objectiveOf, totalsOf } from './exactTotals.ts';
import { explainInfeasible } from './explainInfeasible.ts';
import resnet50 from './fixtures/hawq-v3-resnet50.json' with { type: 'json' };
import { cheapestChoice, leastTotal } from './leastTotal.ts';
import type { Program } from './Program.ts';
import { readBudgets, readProblem, writeProblem } from './problemFile.ts';
import { randomProgram } from './randomProgram.ts';
import { solveReport } from './solveReport.ts';

const text = (edit: (groups: { options: Record<string, unknown>[] }[]) => void): string => {
  const file = JSON.parse(JSON.stringify(resnet50)) as { groups: { options: Record<string, unknown>[] }[] };
  edit(file.groups);
  return JSON.stringify(file);
};

describe('readProblem', () => {
  it('reads the oracles’ form and ignores what it does not know', () => {
    const program = readProblem(JSON.stringify(resnet50));
    expect(program.groups).toHaveLength(48);
    expect(program.groups[0]!.layers).toEqual(['s1u1.conv1', 's1u1.identity']);
    expect(program.units).toEqual(resnet50.units);
    expect(program.budgets).toEqual({});
  });

  it('reads what it writes, float marks, pins and fixed costs included', () => {
    const made = randomProgram(1, 3, [4, 8], {});
    const [first, ...rest] = made.groups;
    const [option, ...others] = first!.options;
    const program: Program = {
      groups: [{ ...first!, pin: 2, options: [{ ...option!, weightFloat: true }, ...others] }, ...rest],
      budgets: {},
      fixed: { size: 12 },
      units: { size: 'bytes' },
    };
    const written = writeProblem(program, { name: 'mine', model: { sha256: 'x' } });
    expect(JSON.parse(written)).toMatchObject({ name: 'mine' });
    expect(readProblem(written)).toEqual(program);
  });

  it.each<[string, string, RegExp]>([
    ['no JSON', '{', /^p\.json is not JSON: /],
    ['no groups', '{"layers": []}', /It has no "groups"/],
    ['empty groups', '{"groups": []}', /nothing to choose/],
    ['a group without id', '{"groups": [{"options": []}]}', /groups\[0\] has no id/],
    [
      'a group without options',
      '{"groups": [{"id": "a", "options": []}]}',
      /Group "a" has no pair to choose from/,
    ],
    [
      'a word for a number',
      text((groups) => {
        groups[3]!.options[0]!.sensitivity = 'low';
      }),
      /Group "s1u2.conv1": options\[0\]\.sensitivity must be a number, not "low"/,
    ],
    [
      'a negative cost',
      text((groups) => {
        groups[3]!.options[1]!.costs = { bops: -2 };
      }),
      /Group "s1u2.conv1": the bops at 8\/8 is negative \(-2\)/,
    ],
    [
      'twins',
      '{"groups": [{"id":"a","options":[{"weightBits":8,"activationBits":8,"sensitivity":0}]},{"id":"a","options":[{"weightBits":8,"activationBits":8,"sensitivity":0}]}]}',
      /Group "a" occurs twice/,
    ],
  ])('refuses %s, naming file and place', (_, bad, message) => {
    expect(() => readProblem(bad, 'p.json')).toThrow(message);
  });
});

describe('readBudgets', () => {
  const program = readProblem(JSON.stringify(resnet50));

  it('takes the problem’s units, or a share of the way from the cheapest to the dearest plan', () => {
    expect(readBudgets(program, ['bops=97.5', 'size = 1.5e1'])).toEqual({ bops: 97.5, size: 15 });
    // The oracles' own budgets are 25, 50 and 75 per cent.
    for (const { budget, fraction } of resnet50.expected) {
      const [cost, limit] = Object.entries(budget)[0] as [string, number];
      const read = readBudgets(program, [`${cost}=${fraction * 100}%`]);
      expect(read[cost as 'size']! / limit).toBeCloseTo(1, 12);
    }
  });

  it.each([
    ['speed=3', /"speed=3" is not a budget; write <cost>=<number> or <cost>=<number>%/],
    ['bops', /is not a budget/],
    ['bops=fast', /is not a budget/],
    ['bops=-1', /out of range; a budget is not negative/],
    ['bops=101%', /a percentage lies from 0 to 100/],
  ])('refuses %s', (bad, message) => {
    expect(() => readBudgets(program, [bad])).toThrow(message);
  });

  it('refuses a cost that the problem does not have', () => {
    const noLatency = readProblem(
      '{"groups":[{"id":"a","options":[{"weightBits":8,"activationBits":8,"sensitivity":0,"costs":{"size":1}}]}]}',
    );
    expect(() => readBudgets(noLatency, ['latency=50%'])).toThrow(
      'no latency for every option; budget one of size.',
    );
  });
});

describe('explainInfeasible', () => {
  it('names budget, nearest limit and heaviest groups, in the studio’s units where they are', () => {
    const program: Program = {
      ...randomProgram(2, 6, [4, 8], {}),
      budgets: { size: 1000 },
      units: { size: 'bytes' },
    };
    const infeasible = explainInfeasible(program, (cost) => cheapestChoice(program, cost));
    expect(infeasible).toMatchObject({ budget: 'size', limit: 1000, nearest: leastTotal(program, 'size') });
    const heavy = program.groups.toSorted((a, b) => b.options[0]!.costs.size! - a.options[0]!.costs.size!);
    expect(infeasible.groups[0]).toBe(heavy[0]!.id);
    expect(infeasible.text).toMatch(
      /^No plan has size within 1 kB: the least is [\d.,]+ [kM]B\. g\d, g\d, g\d weigh most\. Raise/,
    );
    const said = Number(/the least is ([\d.]+) kB/.exec(infeasible.text)?.[1]) * 1e3;
    expect(said).toBeGreaterThanOrEqual(infeasible.nearest);
  });

  it('blames pins first', () => {
    const made = randomProgram(2, 6, [4, 8], {});
    const program: Program = {
      ...made,
      groups: made.groups.map((group, g) => (g === 4 ? { ...group, pin: 3 } : group)),
      budgets: { bops: 0 },
    };
    const infeasible = explainInfeasible(program, (cost) => cheapestChoice(program, cost));
    expect(infeasible.groups[0]).toBe('g4');
    expect(infeasible.text).toMatch(/with 1 pinned group: .*or clear a pin\.$/);
  });
});

describe('solveReport', () => {
  it('is the JSON of the command line, null instead of NaN', () => {
    const program = { ...randomProgram(4, 2, [4, 8], {}), budgets: { bops: 1 } };
    const choice = [0, 3];
    const solution = {
      status: 'optimal' as const,
      objective: objectiveOf(program, choice),
      gap: 0,
      choice,
      totals: totalsOf(program, choice),
      solveMs: 1.5,
    };
    const report = solveReport(program, solution);
    expect(report.plan).toEqual({
      g0: { weightBits: 4, activationBits: 4 },
      g1: { weightBits: 8, activationBits: 8 },
    });
    expect(report.totals.bops).toBeGreaterThan(0);
    const none = solveReport(program, {
      ...solution,
      status: 'infeasible',
      objective: Number.NaN,
      gap: Number.NaN,
      choice: [],
      totals: {},
    });
    expect(JSON.parse(JSON.stringify(none))).toMatchObject({
      status: 'infeasible',
      objective: null,
      gap: null,
      plan: {},
    });
  });
});
