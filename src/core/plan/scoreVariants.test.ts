import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { residualModel } from '../groups/fixtures/residualModel.ts';
import { groupLayers } from '../groups/groupLayers.ts';
import { pairKey } from '../profile/Pair.ts';
import { pairsFor } from '../profile/pairsFor.ts';
import { readProfile } from '../profile/readProfile.ts';
import type { AqsEntry, AqsTable } from '../sensitivity/AqsTable.ts';
import type { ProgramInput } from './buildProgram.ts';
import { scoreVariants } from './scoreVariants.ts';

const file = new URL('../../../public/profiles/nvidia-t4-hawqv3.json', import.meta.url);
const profile = readProfile(readFileSync(file, 'utf8'));
const { model, layers } = residualModel(18);

/** Local AQS 1 everywhere; the others where `more` says. */
function input(more: (layer: string) => Partial<AqsEntry>): ProgramInput {
  const aqs: AqsTable = Object.fromEntries(
    layers.map(({ name, kind }) => {
      const entries = pairsFor(profile, kind).map((pair) => {
        const entry: AqsEntry = { nmse: 1, sqnr: 0, cosine: 0, maxError: 0, halves: [1, 1], ...more(name) };
        return [pairKey(pair), entry] as const;
      });
      return [name, { layer: name, images: 4, entries: Object.fromEntries(entries) }];
    }),
  );
  const groups = groupLayers(model, layers, profile);
  return { groups, layers, aqs, profile, aggregate: 'sum', distance: 'nmse', budgets: {}, pins: {} };
}

describe('scoreVariants', () => {
  it('are the scores of the output that every layer has, but the one in use', () => {
    const both = input(() => ({ propagated: 2, endToEnd: 3 }));
    const found = scoreVariants(both);
    expect(found.map(({ name }) => name)).toEqual(['end-to-end AQS', 'propagated AQS']);
    const [{ sensitivity, ...option }, group] = [
      found[0]!.program.groups[0]!.options[0]!,
      found[0]!.program.groups[0]!,
    ];
    expect(sensitivity).toBe(3 * group.layers.length);
    expect(option.costs.bops).toBeGreaterThan(0);
    expect(scoreVariants({ ...both, distance: 'propagated' }).map(({ name }) => name)).toEqual([
      'end-to-end AQS',
    ]);
  });

  it('leave out a score that a layer lacks', () => {
    const first = layers[0]!.name;
    const lacking = input((layer) => ({ propagated: 2, ...(layer === first ? {} : { endToEnd: 3 }) }));
    expect(scoreVariants(lacking).map(({ name }) => name)).toEqual(['propagated AQS']);
    expect(scoreVariants(input(() => ({})))).toEqual([]);
  });
});
