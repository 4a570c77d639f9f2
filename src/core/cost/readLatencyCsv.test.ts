import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { residualModel } from '../groups/fixtures/residualModel.ts';
import { readProfile } from '../profile/readProfile.ts';
import { latencyMs } from './latencyMs.ts';
import { rowPairKey } from './measuredLatency.ts';
import { readLatencyCsv } from './readLatencyCsv.ts';
import { withLatencyTable } from './withLatencyTable.ts';

describe('readLatencyCsv', () => {
  it('reads rows whatever the order of columns, quoted names, byte order mark and blank lines', () => {
    const rows = readLatencyCsv(
      '\uFEFFms,layer,a_bits,w_bits,note\r\n0.25,"a,""b""",8,4,x\r\n\r\n1e-3,fc,8,8,\r\n',
    );
    expect(rows.map(({ layer, w, a, milliseconds }) => [layer, w, a, milliseconds.value])).toEqual([
      ['a,"b"', 4, 8, 0.25],
      ['fc', 8, 8, 0.001],
    ]);
  });

  it.each([
    ['', /line 1: it is empty/],
    ['layer,w_bits,ms\nfc,8,1', /no column a_bits/],
    ['layer,w_bits,a_bits,ms\nfc,8,8,', /line 1: no line below it has a time/],
    ['layer,w_bits,a_bits,ms\nfc,8,8,fast', /line 2: ms is "fast"; it must be a number/],
    ['layer,w_bits,a_bits,ms\nfc,33,8,1', /line 2: w_bits is "33"; bits must be whole numbers/],
    ['layer,w_bits,a_bits,ms\nfc,8,,1', /line 2: a_bits is ""/],
    ['layer,w_bits,a_bits,ms\n,8,8,1', /line 2: the layer has no name/],
    ['layer;w_bits;a_bits;ms\nfc;8;8;1', /line 1: it has semicolons/],
    ['layer,w_bits,a_bits,ms\nfc,8,8,-1', /line 2: ms is "-1"/],
    ['layer,w_bits,a_bits,ms\nfc,8,8,NaN', /must be a number from 0 up/],
    ['layer,w_bits,a_bits,ms\nfc,4.5,8,1', /whole numbers/],
    ['layer,w_bits,a_bits,ms\nfc,8,8,1\nfc,8,8,2', /line 3: fc at 8\/8 occurs a second time/],
    ['layer,w_bits,a_bits,ms\n"fc,8,8,1', /line 2: a quote is not closed/],
  ])('refuses %j', (text, message) => {
    expect(() => readLatencyCsv(text)).toThrow(message);
  });

  it('skips lines without a time, and tells float widths apart', () => {
    const rows = readLatencyCsv('layer,w_bits,a_bits,ms\na,8,8,\na,16f,16f,2\na,16,16,1\na,8,8,3\n');
    expect(rows.map((row) => [rowPairKey(row), row.milliseconds.value])).toEqual([
      ['16f/16f', 2],
      ['16/16', 1],
      ['8/8', 3],
    ]);
  });

  it('wins over the roofline, also on a profile that has no latency model', () => {
    const { layers } = residualModel(18);
    const rows = readLatencyCsv('layer,w_bits,a_bits,ms\nfc,8,8,0.125');
    const fc = layers.find((layer) => layer.name === 'fc')!;
    for (const id of ['bitfusion', 'generic-int']) {
      const profile = readProfile(
        readFileSync(new URL(`../../../public/profiles/${id}.json`, import.meta.url), 'utf8'),
        id,
      );
      const measured = withLatencyTable(profile, rows, 'mine.csv');
      const eight = { weightBits: 8, activationBits: 8 };
      expect(latencyMs(fc, eight, measured)).toBe(0.125);
      expect(latencyMs(fc, { weightBits: 4, activationBits: 4 }, measured)).toBe(
        latencyMs(fc, { weightBits: 4, activationBits: 4 }, profile),
      );
    }
  });
});
