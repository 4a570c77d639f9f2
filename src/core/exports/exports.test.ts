import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { layerCosts } from '../cost/layerCosts.ts';
import { profileHash } from '../profile/profileHash.ts';
import { readProfile } from '../profile/readProfile.ts';
import { sketchPlan } from './fixtures/sketchPlan.ts';
import { planCsv } from './planCsv.ts';
import { type PlanExport, planJson } from './planJson.ts';
import { planSchema } from './planSchema.ts';
import { PlanError, planMismatches, readPlan } from './readPlan.ts';

const shipped = (path: string): string =>
  readFileSync(new URL(`../../../public/${path}`, import.meta.url), 'utf8');
const profile = readProfile(shipped('profiles/bitfusion.json'));
const { layers, groups, aqs, plan, file } = sketchPlan({
  profile,
  assignment: { conv1: 'mine', fc: 'mine' },
  budgets: { bops: 9 },
  pins: { 's1b1.conv1': '8/8' },
  nmse: (pair) => 4 ** -pair.weightBits + 4 ** -pair.activationBits,
  option: (group, g) => g % group.options.length,
});
const input: PlanExport = { ...file, activationBytes: 1234 };

describe('planJson', () => {
  it('is read back as it was written, whole', () => {
    const text = planJson(input);
    expect(text).not.toMatch(/NaN|Infinity/);
    const read = readPlan(text);
    expect(read).toEqual(JSON.parse(text));
    expect(read.profile.sha256).toBe(profileHash(profile));
    expect(read.groups).toHaveLength(groups.length);
    expect(read.groups[0]).toMatchObject({ id: 'conv1+fc', layers: ['conv1', 'fc'], pinned: false });
    expect(read.groups[0]!.reasons.at(-1)!.rule).toBe('user');
    expect(read.groups.filter((group) => group.pinned).map((group) => [group.id, group.pair])).toEqual([
      ['s1b1.conv1', '8/8'],
    ]);
    for (const group of read.groups) expect(group.aqs[group.pair]).toBe(group.sensitivity);
    expect(read.totals.bops).toBeCloseTo(
      read.groups.reduce((total, group) => total + group.costs.bops!, 0),
      9,
    );
    expect(read.totals.activation_bytes).toBe(1234);
    expect(planJson(input)).toBe(text);
  });

  it('refuses numbers that JSON cannot hold, naming the place', () => {
    const broken = { ...input, plan: { ...plan, objective: Number.NaN } };
    expect(() => planJson(broken)).toThrow('The plan holds NaN at solver.objective');
  });

  it('is described by the published schema', () => {
    expect(JSON.parse(shipped('schema/plan.schema.json'))).toEqual(planSchema);
  });
});

describe('readPlan', () => {
  const changed = (edit: (plan: Record<string, never>) => void): string => {
    const data = JSON.parse(planJson(input)) as Record<string, never>;
    edit(data);
    return JSON.stringify(data);
  };
  const set = (path: string, value: unknown) => (data: object) => {
    const keys = path.split('/');
    const last = keys.pop()!;
    const at = keys.reduce((node: object, key) => (node as Record<string, object>)[key]!, data);
    (at as Record<string, unknown>)[last] = value;
  };

  it.each<[string, string, RegExp]>([
    ['no JSON', '{"a"', /p\.json is not a plan that can be opened\. It is not JSON/],
    [
      'another JSON',
      '{"groups": 3}',
      /lacks "schema_version" and "groups"; choose a JSON file that Mixbit Studio exported/,
    ],
    [
      'a later version',
      changed(set('schema_version', '2.0.0')),
      /of version "2\.0\.0"; this program reads version 1\.0\.0/,
    ],
    ['no model', changed(set('model', undefined)), /the file lacks "model"; add it\./],
    ['a pair in words', changed(set('groups/2/pair', 'eight')), /groups\[2\]\.pair is "eight"/],
    ['a short hash', changed(set('model/sha256', 'abc')), /model\.sha256 is "abc"/],
    [
      'a pair without AQS',
      changed(set('groups/1/pair', '3/3')),
      /groups\[1\] has the pair 3\/3 but no AQS at it/,
    ],
    [
      'a layer twice',
      changed(set('groups/1/layers', ['conv1'])),
      /Layer "conv1" is in conv1\+fc and in s1b1\.conv1/,
    ],
  ])('refuses %s with a sentence', (_, text, message) => {
    expect(() => readPlan(text, 'p.json')).toThrow(PlanError);
    expect(() => readPlan(text, 'p.json')).toThrow(message);
  });

  it('tells what of a plan does not fit what is open', () => {
    const read = readPlan(planJson(input));
    const now = {
      modelSha256: input.model.sha256,
      modelName: 'sketch',
      profileHash: profileHash(profile),
      layers: layers.map((l) => l.name),
    };
    expect(planMismatches(read, now)).toEqual([]);
    const other = planMismatches(read, {
      ...now,
      modelSha256: 'b'.repeat(64),
      profileHash: 'x',
      layers: ['conv1'],
    });
    expect(other).toHaveLength(3);
    expect(other.join(' ')).toMatch(
      /other files of "sketch".*has no layer fc, .* and 17 more.*"bitfusion" has changed/,
    );
    expect(planMismatches(read, { ...now, profileId: 'other', profileHash: 'x' })).toEqual([
      'The plan was made for the profile "bitfusion", not for "other".',
    ]);
    expect(planMismatches(read, { ...now, profileHash: undefined })).toEqual([
      'The profile "bitfusion" is not known here; load its file first.',
    ]);
  });
});

describe('planCsv', () => {
  it('has one row per layer that adds up to the plan', () => {
    const text = planCsv({ layers, plan, profile, aqs, distance: 'nmse' });
    expect(text.endsWith('\r\n')).toBe(true);
    const [header, ...rows] = text
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(header!.join()).toBe(
      'layer,kind,group,w_bits,a_bits,parameters,macs,gbops,size_bytes,latency_ms,aqs',
    );
    expect(rows.map((row) => row[0])).toEqual(layers.map((layer) => layer.name));
    const sum = (column: number) => rows.reduce((total, row) => total + Number(row[column]), 0);
    expect(sum(7)).toBeCloseTo(plan.totals.bops!, 9);
    expect(sum(8)).toBeCloseTo(plan.totals.size!, 6);
    expect(sum(9)).toBeCloseTo(plan.totals.latency!, 9);
    expect(sum(10)).toBeCloseTo(plan.objective, 12);
  });

  it('says on every row what data the AQS stand on', () => {
    const text = planCsv({ layers, plan, profile, aqs, distance: 'nmse', dataKind: 'synthetic' });
    const [header, ...rows] = text.trimEnd().split('\r\n');
    expect(header).toMatch(/,aqs,data$/);
    expect(rows.every((row) => row.endsWith(',synthetic'))).toBe(true);
  });

  it('quotes names as RFC 4180 asks and leaves unknown fields empty', () => {
    const [first, ...rest] = layers;
    const odd = [{ ...first!, name: 'a "b", c\nd' }, ...rest];
    const generic = readProfile(shipped('profiles/generic-int.json'));
    const text = planCsv({ layers: odd, plan, profile: generic, aqs, distance: 'nmse' });
    const float = layerCosts(
      first!,
      { weightBits: 32, activationBits: 32, weightFloat: true, activationFloat: true },
      generic,
    );
    expect(text.split('\r\n')[1]).toBe(
      `"a ""b"", c\nd",conv,,32,32,${first!.parameters},${first!.macs},${float.bops},${float.size},,0`,
    );
  });
});
