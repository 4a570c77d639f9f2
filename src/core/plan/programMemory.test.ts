import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { random } from '../calibration/random.ts';
import { peakActivationBytes } from '../cost/peakActivationBytes.ts';
import { residualModel, Sketch } from '../groups/fixtures/residualModel.ts';
import { groupLayers } from '../groups/groupLayers.ts';
import { readProfile } from '../profile/readProfile.ts';
import { totalOf } from './exactTotals.ts';
import { frontier } from './frontier.ts';
import { memoryRows } from './MemoryRows.ts';
import type { Program } from './Program.ts';
import { planPeak } from './planPeak.ts';
import { programMemory } from './programMemory.ts';
import { randomMemory } from './randomMemory.ts';
import { randomProgram } from './randomProgram.ts';
import { uniformPlans } from './uniformPlans.ts';

const profile = readProfile(
  readFileSync(new URL('../../../public/profiles/generic-int.json', import.meta.url), 'utf8'),
  'generic-int',
);

/** A program over a model's groups, of which only pairs and memory matter. */
function programOf(sketch: ReturnType<Sketch['done']>, leaveOut: readonly string[] = []): Program {
  const { model, layers } = sketch;
  const groups = groupLayers(model, layers, profile).filter(({ id }) => !leaveOut.includes(id));
  return {
    groups: groups.map(({ id, layers: names, pairs }) => ({
      id,
      layers: names,
      options: pairs.map((pair) => ({ ...pair, sensitivity: 0, costs: {} })),
    })),
    budgets: {},
    memory: programMemory(model, layers, groups),
  };
}

describe('programMemory', () => {
  it.each([18, 50] as const)('has the peak of the model’s own schedule at any plan: ResNet-%i', (depth) => {
    const made = residualModel(depth);
    const next = random(depth);
    for (const leaveOut of [[], ['s2b1.conv1+s2b1.down', 's1b2.conv2']]) {
      const program = programOf(made, leaveOut);
      for (let i = 0; i < 25; i++) {
        const choice = program.groups.map(({ options }) => Math.floor(next() ** 2 * options.length));
        const pairs = new Map(
          program.groups.flatMap(({ layers, options }, g) =>
            layers.map((name) => [name, options[choice[g]!]!]),
          ),
        );
        const peak = peakActivationBytes(made.model, made.layers, (layer) => pairs.get(layer.name) ?? null);
        expect(totalOf(program, choice, 'memory')).toBe(peak.bytes);
        const { bytes, node, tensors } = planPeak(program, choice)!;
        expect({ bytes, tensors: tensors.map((t) => t.bytes) }).toEqual({
          bytes: peak.bytes,
          tensors: peak.tensors.map((t) => t.bytes),
        });
        if (node === peak.node)
          expect(new Set(tensors.map((t) => t.name))).toEqual(new Set(peak.tensors.map((t) => t.name)));
      }
    }
  });

  it('says who reads a tensor: through the addition the layers behind it', () => {
    const sketch = new Sketch(8, 4);
    const a = sketch.conv('a', sketch.input, 4);
    const b = sketch.conv('b', a, 4, 3, 1, true);
    const program = programOf(sketch.done(sketch.classify('fc', sketch.add('sum', a, b))));
    const readers = Object.fromEntries(
      program.memory!.tensors.map(({ name, groups }) => [name, groups.map((g) => program.groups[g]!.id)]),
    );
    expect(readers).toMatchObject({ 'a/relu': ['b', 'fc'], b: ['fc'], sum: ['fc'] });
  });
});

describe('MemoryRows', () => {
  it('leaves out only steps that never are the peak', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 6 }), (seed, groups) => {
        const program: Program = {
          ...randomProgram(seed, groups, [2, 4, 8], {}),
          memory: randomMemory(seed, groups),
        };
        const next = random(seed + 1);
        const choice = program.groups.map(({ options }) => Math.floor(next() * options.length));
        expect(totalOf(program, choice, 'memory')).toBe(planPeak(program, choice)!.bytes);
        expect(memoryRows(program.memory!).rows.length).toBeLessThanOrEqual(program.memory!.steps.length);
      }),
      { numRuns: 200, seed: 1 },
    );
  });
});

it('uniform plans and the first sketch of the curve know peak memory', () => {
  const program: Program = { ...randomProgram(4, 6, [2, 4, 8], {}), memory: randomMemory(4, 6) };
  const uniform = uniformPlans(program);
  expect(uniform.map(({ totals }) => totals.memory)).toEqual(
    uniform.map((u) => totalOf(program, u.choice, 'memory')),
  );
  const points = frontier(program, 'memory');
  expect(points.length).toBeGreaterThan(1);
  points.slice(1).forEach((point, i) => {
    expect(point.cost).toBeGreaterThan(points[i]!.cost);
    expect(point.sensitivity).toBeLessThan(points[i]!.sensitivity);
  });
});
