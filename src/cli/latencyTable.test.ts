import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { random } from '../core/calibration/random.ts';
import { writeNpy } from '../core/calibration/writeNpy.ts';
import { readPlan } from '../core/exports/readPlan.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const model = join(root, 'public', 'models', 'resnet20-cifar10');
const folder = mkdtempSync(join(tmpdir(), 'mixbit-latency-'));
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string): string => join(folder, name);

function mixbit(...args: string[]) {
  const command = ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), ...args];
  const done = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}
const t4 = ['--profile', 'nvidia-t4-hawqv3'];

describe('measured latencies on the command line', { timeout: 120_000 }, () => {
  it('go from a template into costs, the plan and its file', () => {
    const template = at('template.csv');
    expect(mixbit('inspect', model, ...t4, '--latency-template', template, '--json').code).toBe(0);
    const lines = readFileSync(template, 'utf8').trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 22 * 3);

    // 4/4 takes 1 ms, 8/8 2 ms and 16f/16f 4 ms, everywhere.
    const ms: Record<string, number> = { '4': 1, '8': 2, '16f': 4 };
    const filled = lines.map((line, i) => {
      const [layer, w = '', a] = line.split(',');
      return i === 0 ? line : `${layer},${w},${a},${ms[w]}`;
    });
    writeFileSync(at('all.csv'), filled.join('\n'));
    writeFileSync(at('some.csv'), filled.slice(0, 1 + 12 * 3).join('\n'));
    const report = JSON.parse(mixbit('inspect', model, ...t4, '--latency', at('all.csv'), '--json').out);
    expect(report.latency.uniformMs).toMatchObject({ '8/8': 44, '4/4': 22 });
    const some = mixbit('inspect', model, ...t4, '--latency', at('some.csv'));
    expect(some.err).toContain('12 of 22 layers measured; the rest from the roofline.');
    expect(some.out).toMatch(/latency per image \(pred\.\): 8\/8 24\.\d+ ms, 4\/4 12\.\d+ ms/);

    const next = random(1);
    const values = Float32Array.from({ length: 32 * 32 * 3 }, () => next() * 4 - 2);
    writeFileSync(at('x.npy'), writeNpy([1, 32, 32, 3], values));
    const measured = ['measure', model, '--input', at('x.npy'), ...t4, '--latency', at('all.csv')];
    expect(mixbit(...measured, '--out', at('aqs.json')).code).toBe(0);
    const aqs = JSON.parse(readFileSync(at('aqs.json'), 'utf8'));
    expect(aqs.groups[0].options[0].costs.latency).toBe(1);

    const plan = ['plan', model, '--aqs', at('aqs.json'), ...t4, '--latency', at('all.csv')];
    const done = mixbit(...plan, '--budget', 'latency=34', '--out', at('plan.json'));
    expect(done.code).toBe(0);
    const file = readPlan(readFileSync(at('plan.json'), 'utf8'));
    expect(file.profile.latency_table).toMatchObject({ file: 'all.csv', base: 'nvidia-t4-hawqv3' });
    expect(file.totals.latency).toBeLessThanOrEqual(34);
    const { conversions = 0, conversion_latency: extra = 0 } = file.totals;
    expect(conversions).toBeGreaterThan(0);
    expect(done.err).toContain(`for ${conversions} changes of width`);
    // One op each: at least its overhead of 5.4 microseconds.
    expect(extra).toBeGreaterThan(conversions * 5.4e-3);
    const over = file.totals.latency! + extra > 34;
    expect(done.err.includes('over the latency budget of 34 ms')).toBe(over);
    expect(over).toBe(true);
  });

  it('are refused in one line', () => {
    const files: [string, string, RegExp][] = [
      ['word.csv', 'layer,w_bits,a_bits,ms\nstem_conv,8,8,fast\n', /word\.csv, line 2: ms is "fast"/],
      ['head.csv', 'layer,ms\nstem_conv,8\n', /line 1: there is no column w_bits/],
      ['other.csv', 'layer,w_bits,a_bits,ms\nfc9,8,8,1\n', /it names fc9, the network has stem_conv/],
    ];
    for (const [name, text, why] of files) {
      writeFileSync(at(name), text);
      const { code, err } = mixbit('inspect', model, ...t4, '--latency', at(name));
      expect(err).toMatch(why);
      expect(err.trim().split('\n')).toHaveLength(1);
      expect(code).toBe(2);
    }
    expect(mixbit('inspect', model, '--latency', at('nowhere.csv')).err).toContain(
      'No table of latencies at',
    );
  });
});
