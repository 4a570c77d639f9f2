import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readLatencyCsv } from '../cost/readLatencyCsv.ts';
import { withLatencyTable } from '../cost/withLatencyTable.ts';
import { profileHash } from '../profile/profileHash.ts';
import { readProfile } from '../profile/readProfile.ts';
import { sketchPlan } from './fixtures/sketchPlan.ts';
import { planCsv } from './planCsv.ts';
import { planJson } from './planJson.ts';
import { planMismatches, readPlan } from './readPlan.ts';

const base = readProfile(
  readFileSync(new URL('../../../public/profiles/nvidia-t4-hawqv3.json', import.meta.url), 'utf8'),
);
const rows = readLatencyCsv('layer,w_bits,a_bits,ms\nconv1,4,4,0.25\nconv1,8,8,0.5\nfc,8,8,0.125');
const profile = withLatencyTable(base, rows, 'mine.csv');
const { layers, aqs, plan, file } = sketchPlan({
  profile,
  budgets: { latency: 100 },
  nmse: (pair) => 1 / pair.weightBits,
  option: (_group, g) => g % 2,
});

describe('a plan on measured latencies', () => {
  const text = planJson({ ...file, conversions: { count: 7, ms: 0.03 } });

  it('takes the measured time into the program, and names the table and the changes of width in the file', () => {
    expect(plan.groups[0]).toMatchObject({ layers: ['conv1'], costs: { latency: 0.25 } });
    const read = readPlan(text, 'plan.json');
    expect(read.profile).toEqual({
      id: profile.id,
      version: base.profile_version,
      sha256: profileHash(profile),
      latency_table: { file: 'mine.csv', base: base.id, rows: 3 },
    });
    expect(read.totals).toMatchObject({
      latency: plan.totals.latency,
      conversions: 7,
      conversion_latency: 0.03,
    });
  });

  it('says which table to load where it is not', () => {
    const now = { modelSha256: 'a'.repeat(64), modelName: 'sketch', layers: layers.map((l) => l.name) };
    expect(planMismatches(readPlan(text), now)).toEqual([
      'The plan was made with the measured latencies of mine.csv on the profile "nvidia-t4-hawqv3"; load that table on that profile first.',
    ]);
    expect(planMismatches(readPlan(text), { ...now, profileHash: profileHash(profile) })).toEqual([]);
  });

  it('says for every layer in the CSV where its time is from', () => {
    const lines = (from: typeof profile): string[][] =>
      planCsv({ layers, plan, profile: from, aqs, distance: 'nmse', dataKind: 'synthetic' })
        .trimEnd()
        .split('\r\n')
        .map((line) => line.split(','));
    const [head, ...body] = lines(profile);
    expect(head?.slice(-2)).toEqual(['latency_from', 'data']);
    expect(body.filter((cells) => cells.at(-2) === 'measured').map(([layer]) => layer)).toEqual(
      plan.pairs.fc?.weightBits === 8 ? ['conv1', 'fc'] : ['conv1'],
    );
    expect(lines(base)[0]).not.toContain('latency_from');
  });
});
