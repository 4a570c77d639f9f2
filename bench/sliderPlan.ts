import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openModel } from '../src/cli/openModel.ts';
import { random } from '../src/core/calibration/random.ts';
import { writeLayerAqs } from '../src/core/exports/layerAqs.ts';
import { planJson } from '../src/core/exports/planJson.ts';
import { groupLayers } from '../src/core/groups/groupLayers.ts';
import { buildProgram } from '../src/core/plan/buildProgram.ts';
import { objectiveOf, totalsOf } from '../src/core/plan/exactTotals.ts';
import { makePlan } from '../src/core/plan/makePlan.ts';
import { pairKey } from '../src/core/profile/Pair.ts';
import { pairsFor } from '../src/core/profile/pairsFor.ts';
import { readProfile } from '../src/core/profile/readProfile.ts';
import { defaultQuantizer } from '../src/core/quantize/QuantizerSettings.ts';
import type { AqsTable } from '../src/core/sensitivity/AqsTable.ts';
import { repairMonotone } from '../src/core/sensitivity/repairMonotone.ts';

/**
 * A plan of a real network with a made-up AQS table (error falling about fourfold per bit, with seeded noise): the page
 * opens it in place of a measurement, which says nothing about how fast a slider is. `path` is the model's model.json.
 */
export async function sliderPlan(path: string): Promise<{ text: string; layers: number; groups: number }> {
  const profiles = join(import.meta.dirname, '..', 'public', 'profiles');
  const profile = readProfile(await readFile(join(profiles, 'generic-int.json'), 'utf8'));
  const { model, layers, sha256 } = await openModel(path);
  const next = random(7);
  const decades = (from: number, to: number): number => 10 ** (from + (to - from) * next());
  const table: AqsTable = Object.fromEntries(
    layers.map(({ name, kind }) => {
      const [onWeights, onInput] = [decades(-2, 1), decades(-2, 1)];
      const entries = pairsFor(profile, kind).map((pair) => {
        const error = onWeights * 4 ** -pair.weightBits + onInput * 4 ** -pair.activationBits;
        const nmse = error * (0.7 + 0.6 * next());
        const halves = [nmse * 0.95, nmse * 1.05] as const;
        return [pairKey(pair), { nmse, sqnr: -10 * Math.log10(nmse), cosine: nmse / 2, maxError: 1, halves }];
      });
      return [name, { layer: name, images: 32, entries: Object.fromEntries(entries) }];
    }),
  );
  const aqs = repairMonotone(table).table;
  const groups = groupLayers(model, layers, profile);
  const settings = { aggregate: 'sum', distance: 'nmse' } as const;
  const free = buildProgram({ groups, layers, aqs, profile, ...settings, budgets: {}, pins: {} });
  const choice = free.groups.map((group) => group.options.length - 1);
  const totals = totalsOf(free, choice);
  const program = { ...free, budgets: { bops: totals.bops! / 8 } };
  const objective = objectiveOf(program, choice);
  const solution = { status: 'optimal', gap: 0, choice, totals, objective, solveMs: 0 } as const;
  const text = planJson({
    producer: { name: 'bench', version: '1' },
    model: { name: model.name, format: model.format, sha256 },
    profile,
    groups,
    program,
    plan: makePlan(program, solution)!,
    mainBudget: 'bops',
    solverVersion: 'none',
    settings: { ...settings, operands: 'both', images: 32, quantizer: defaultQuantizer },
    data: { kind: 'synthetic', name: 'made up for the benchmark', count: 32 },
    assignment: {},
  });
  const file = { ...JSON.parse(text), layer_aqs: writeLayerAqs(aqs) };
  return { text: JSON.stringify(file), layers: layers.length, groups: groups.length };
}
