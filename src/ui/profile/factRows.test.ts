import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Profile } from '../../core/profile/Profile.ts';
import { fixtureProfile } from '../../store/fixtures/fixtureProfile.ts';
import { countUnsourced, factRows } from './factRows.ts';
import { latencyTrust } from './latencyTrust.ts';

const profile: Profile = {
  ...fixtureProfile,
  clock_hz: { value: 1e9, status: 'published', source: 'sheet' },
  kernels: [
    {
      ops: ['conv', 'depthwise_conv'],
      w: { bits: [4, 8], type: 'int' },
      a: { bits: 8, type: 'int_or_uint' },
      support: 'native',
      macs_per_cycle: { value: 2048, status: 'derived', source: 'sheet' },
    },
  ],
  memory: {
    levels: [
      {
        name: 'SRAM',
        role: 'on_chip',
        capacity_bytes: { value: 2e6, status: 'assumed', note: 'as on the board' },
        read_bytes_per_s: { value: 32e9, status: 'published', source: 'sheet' },
      },
    ],
  },
  latency_model: {
    kind: 'roofline',
    overlap: 'max',
    efficiency: { default: { value: 0.5, status: 'derived', source: 'sheet' } },
    op_overhead_s: { value: 2e-6, status: 'published', source: 'sheet' },
    inference_overhead_s: { value: 1e-4, status: 'published', source: 'sheet' },
  },
  tensor_rules: {},
  sources: { sheet: { title: 'Data sheet', kind: 'vendor_doc', locator: 'page 3' } },
};

describe('factRows', () => {
  it('says what each number is, with its unit and where it comes from', () => {
    expect(factRows(profile).map(({ label, value, status }) => [label, value, status])).toEqual([
      ['Speed of conv, depthwise conv, 4,8 int × 8 int or uint', '2,048 MAC per cycle', 'derived'],
      ['SRAM capacity', '2.00 MB', 'assumed'],
      ['SRAM read speed', '32.0 GB/s', 'published'],
      ['Share of peak speed reached, all layers', '50.0 %', 'derived'],
      ['Overhead per layer', '2.00 µs', 'published'],
      ['Overhead per inference', '100 µs', 'published'],
      ['Clock', '1.00 GHz', 'published'],
    ]);
    expect(factRows(profile)[0]?.source?.title).toBe('Data sheet');
  });

  it('marks only what nobody published', () => {
    const marked = factRows(profile).filter((row) => row.unsourced);
    expect(marked.map((row) => row.path)).toEqual(['memory.levels[0].capacity_bytes']);
    expect(countUnsourced(profile)).toEqual({ assumed: 1, notPublic: 0, total: 1 });
  });

  it('names every number of the shipped profiles in words', () => {
    const folder = new URL('../../../public/profiles/', import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'index.json');
    expect(files.length).toBeGreaterThan(6);
    for (const file of files) {
      const shipped = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Profile;
      for (const row of factRows(shipped)) {
        expect(row.label, `${file} ${row.path}`).not.toBe(row.path);
        expect(row.unsourced || row.source !== null, `${file} ${row.path}`).toBe(true);
      }
    }
  });
});

describe('latencyTrust', () => {
  it('is plain when every number of a time is sourced; a memory size is not one of them', () => {
    expect(latencyTrust(profile).amber).toBe(false);
  });

  it('is amber, with the reason, when a number is assumed or taken as nothing', () => {
    const guessed: Profile = {
      ...profile,
      clock_hz: { value: 1e9, status: 'assumed', note: 'a usual clock' },
    };
    expect(latencyTrust(guessed).amber).toBe(true);
    expect(latencyTrust(guessed).notes).toContain('Assumed, not published: clock 1.00 GHz (a usual clock).');
    const { op_overhead_s: _, ...model } = profile.latency_model;
    const without: Profile = { ...profile, latency_model: model };
    expect(latencyTrust(without).amber).toBe(true);
    expect(latencyTrust(without).notes.join(' ')).toMatch(/Overhead per layer is not known/);
  });

  it('has nothing to say without a latency model', () => {
    expect(latencyTrust({ ...profile, latency_model: { kind: 'none', overlap: 'max' } })).toEqual({
      amber: false,
      notes: [],
    });
  });
});
