import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { residualModel, Sketch } from '../groups/fixtures/residualModel.ts';
import type { Profile } from '../profile/Profile.ts';
import { profileHash } from '../profile/profileHash.ts';
import { readProfile } from '../profile/readProfile.ts';
import { latencyAvailability, latencyNotes } from './latencyAvailability.ts';
import { coverageProblems, coverageText, latencyCoverage } from './latencyCoverage.ts';
import { latencyMs } from './latencyMs.ts';
import { latencyTemplate } from './latencyTemplate.ts';
import { readLatencyCsv } from './readLatencyCsv.ts';
import { baseProfileId, withLatencyTable } from './withLatencyTable.ts';

const shipped = (id: string): Profile =>
  readProfile(readFileSync(new URL(`../../../public/profiles/${id}.json`, import.meta.url), 'utf8'), id);
const t4 = shipped('nvidia-t4-hawqv3');

function small() {
  const sketch = new Sketch(8, 4);
  const a = sketch.conv('block/a, b', sketch.input, 16);
  return sketch.done(sketch.classify('fc', sketch.depthwise('dw', a)));
}
const { layers } = small();
const table = (...rows: string[]): Profile =>
  withLatencyTable(t4, readLatencyCsv(['layer,w_bits,a_bits,ms', ...rows].join('\n')), 'mine.csv');

describe('withLatencyTable', () => {
  it('makes a variant with an id of its own that a profile file can carry', () => {
    const variant = table('fc,8,8,1');
    expect(variant.id).toMatch(/^nvidia-t4-hawqv3\.[0-9a-f]{8}$/);
    expect(table('fc,8,8,1').id).toBe(variant.id);
    expect(table('fc,8,8,2').id).not.toBe(variant.id);
    expect(variant.name).toBe('NVIDIA T4 (HAWQ-V3, TVM int4 path) + mine.csv');
    expect(variant.latency_model.measured_table).toEqual({ file: 'mine.csv', base: t4.id, rows: 1 });
    expect(baseProfileId(variant)).toBe(t4.id);
    expect(baseProfileId(t4)).toBe(t4.id);
    const read = readProfile(JSON.stringify(variant), 'variant.json');
    expect(profileHash(read)).toBe(profileHash(variant));
  });

  it('drops the note of a profile that had no times', () => {
    const imx = shipped('sony-imx500');
    const variant = withLatencyTable(imx, readLatencyCsv('layer,w_bits,a_bits,ms\nfc,8,8,1'), 'x.csv');
    expect(variant.latency_model).toMatchObject({ kind: 'table' });
    expect(latencyNotes(variant, layers).join(' ')).not.toMatch(/publishes no/);
    expect(latencyAvailability(variant, layers)).toMatchObject({
      available: false,
      reason: expect.stringMatching(
        /^The measured table has no time of block\/a, b at 2\/8, and the profile lacks/,
      ),
    });
  });
});

describe('latencyCoverage', () => {
  it('says what is measured, what is not, and which rows are for nothing', () => {
    const coverage = latencyCoverage(
      table('dw,8,8,1', 'dw,16f,16f,1', 'fc,8,8,1', 'fd,8,8,1', 'fc,3,8,1'),
      layers,
    );
    expect(coverage).toEqual({
      measured: ['dw'],
      partly: [{ layer: 'fc', missing: ['4/4', '16f/16f'] }],
      unmeasured: ['block/a, b'],
      strangers: ['fd'],
      unused: ['fc at 3/8'],
    });
    expect(coverageText(coverage)).toBe(
      '1 of 3 layers measured, 1 more at some pairs; the rest from the roofline.',
    );
    expect(coverageProblems(coverage)).toEqual([
      'Not measured: block/a, b.',
      'Measured without these pairs: fc (4/4 16f/16f).',
      'The network has no layer fd: check the names in the table.',
      'The profile does not run fc at 3/8: these rows are not used.',
    ]);
    expect(latencyNotes(table('dw,8,8,1', 'dw,16f,16f,1'), layers)[0]).toBe(
      '1 of 3 layers measured; the rest from the roofline.',
    );
  });
});

describe('latencyTemplate', () => {
  it('lists every layer and pair; filled in, it covers the network and wins everywhere', () => {
    const network = residualModel(18);
    const template = latencyTemplate(network.layers, t4);
    const lines = template.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + network.layers.length * 3);
    expect(() => readLatencyCsv(template)).toThrow(/no line below it has a time/);
    const filled = lines.map((line, i) => (i === 0 ? line : line.replace(/,,/, `,${i / 1000},`))).join('\n');
    const variant = withLatencyTable(t4, readLatencyCsv(filled), 'all.csv');
    const coverage = latencyCoverage(variant, network.layers);
    expect(coverageText(coverage)).toBe('21 of 21 layers measured.');
    expect(coverageProblems(coverage)).toEqual([]);
    expect(latencyMs(network.layers[0]!, { weightBits: 4, activationBits: 4 }, variant)).toBe(0.001);
    expect(latencyMs(network.layers[1]!, { weightBits: 4, activationBits: 4 }, variant)).toBe(0.004);
    expect(latencyNotes(variant, network.layers)).not.toContain(
      'Peak speed is taken as reached: real times are longer.',
    );
    // Again from the variant: what is measured stands in it.
    expect(readLatencyCsv(latencyTemplate(network.layers, variant))).toHaveLength(network.layers.length * 3);
  });

  it('quotes names with commas', () => {
    const text = latencyTemplate(layers, t4);
    expect(text).toContain('"block/a, b",8,8,,');
    expect(readLatencyCsv(text.replace('"block/a, b",8,8,,', '"block/a, b",8,8,5,'))[0]?.layer).toBe(
      'block/a, b',
    );
  });
});
