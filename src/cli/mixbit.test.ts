import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { random } from '../core/calibration/random.ts';
import { readNpy } from '../core/calibration/readNpy.ts';
import { writeNpy } from '../core/calibration/writeNpy.ts';
import { readPlan } from '../core/exports/readPlan.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const model = join(root, 'public', 'models', 'resnet20-cifar10');
const folder = mkdtempSync(join(tmpdir(), 'mixbit-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the command line as a user does, from a folder of the user's. */
function mixbit(...args: string[]) {
  const done = spawnSync(process.execPath, [join(root, 'scripts', 'mixbit.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder, XDG_CACHE_HOME: join(folder, 'cache') },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const next = random(1);
writeFileSync(
  join(folder, 'x.npy'),
  writeNpy(
    [4, 32, 32, 3],
    Float32Array.from({ length: 4 * 32 * 32 * 3 }, () => next() * 4 - 2),
  ),
);

describe('mixbit', { timeout: 120_000 }, () => {
  it('inspects a model: layers, groups with their reasons, totals', () => {
    const { code, out } = mixbit('inspect', model, '--json');
    expect(code).toBe(0);
    const report = JSON.parse(out);
    expect(report.nodes).toBeGreaterThan(60);
    expect(report.layers).toHaveLength(22);
    const tied = report.groups.filter((group: { layers: string[] }) => group.layers.length > 1);
    expect(tied.map((group: { layers: string[] }) => group.layers)).toEqual([
      ['stage2_block1_conv1', 'stage2_block1_shortcut'],
      ['stage3_block1_conv1', 'stage3_block1_shortcut'],
    ]);
    expect(tied[0].reasons[0].rule).toBe('shared-input');
    expect(report.totals.macs).toBe(
      report.layers.reduce((sum: number, layer: { macs: number }) => sum + layer.macs, 0),
    );
  });

  it('runs the float network', () => {
    expect(mixbit('run', model, '--input', 'x.npy', '--output', 'y.npy').code).toBe(0);
    const { shape, values } = readNpy(new Uint8Array(readFileSync(join(folder, 'y.npy'))));
    expect(shape).toEqual([4, 10]);
    for (let row = 0; row < 4; row++)
      expect(values.subarray(row * 10, row * 10 + 10).reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 5);
  });

  it('measures, solves and plans, each step on the file of the one before', () => {
    expect(mixbit('measure', model, '--input', 'x.npy', '--out', 'aqs.json').code).toBe(0);
    const aqs = JSON.parse(readFileSync(join(folder, 'aqs.json'), 'utf8'));
    expect(aqs.groups).toHaveLength(20);
    expect(aqs.groups[0].options).toHaveLength(16);
    const at = (w: number, a: number) =>
      aqs.groups[3].options.find(
        (o: { weightBits: number; activationBits: number }) => o.weightBits === w && o.activationBits === a,
      );
    expect(at(2, 2).sensitivity).toBeGreaterThan(at(4, 4).sensitivity);
    expect(at(4, 4).sensitivity).toBeGreaterThan(at(8, 8).sensitivity);

    const solved = mixbit('solve', 'aqs.json', '--budget', 'bops=30%', '--json');
    expect(solved.code).toBe(0);
    const report = JSON.parse(solved.out);
    expect(report).toMatchObject({ status: 'optimal', gap: 0 });
    expect(Object.keys(report.plan)).toHaveLength(20);
    expect(report.totals.bops).toBeLessThanOrEqual(report.budgets.bops);

    expect(
      mixbit('plan', model, '--aqs', 'aqs.json', '--budget', 'bops=30%', '--out', 'plan.json').code,
    ).toBe(0);
    const plan = readPlan(readFileSync(join(folder, 'plan.json'), 'utf8'));
    expect(plan.solver.objective).toBeCloseTo(report.objective, 12);
    expect(plan.model.sha256).toBe(aqs.model.sha256);
    const inMemory = mixbit('solve', 'aqs.json', '--budget', 'bops=30%', '--budget', 'memory=50%', '--json');
    const held = JSON.parse(inMemory.out);
    const both = ['--budget', 'bops=30%', '--budget', 'memory=50%'];
    const planned = mixbit('plan', model, '--aqs', 'aqs.json', ...both, '--out', 'memory.json');
    expect(planned.err).toContain(`peak memory ${held.totals.memory} bytes at ${held.peak.node}: `);
    const { totals, budgets } = readPlan(readFileSync(join(folder, 'memory.json'), 'utf8'));
    expect(totals.memory).toBeLessThanOrEqual(budgets.memory!);
    // The program's peak is that of the model's own schedule.
    expect(totals.activation_bytes).toBe(totals.memory);
    expect(mixbit('plan', model, '--aqs', 'aqs.json', '--budget', 'bops=30%', '--out', 'plan.csv').code).toBe(
      0,
    );
    expect(readFileSync(join(folder, 'plan.csv'), 'utf8').trim().split('\r\n')).toHaveLength(23);
  });

  it('takes up what it measured before, unless told not to', () => {
    const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'));
    const args = ['measure', model, '--input', 'x.npy', '--count', '1', '--profile', 'nvidia-t4-hawqv3'];
    const first = mixbit(...args, '--out', 'first.json');
    expect(first.err).not.toContain('kept');
    const again = mixbit(...args, '--out', 'again.json');
    expect(again.err).toContain('22 of 22 layers are kept');
    expect({ ...read('again.json'), measure_ms: 0 }).toEqual({ ...read('first.json'), measure_ms: 0 });
    expect(mixbit(...args, '--no-cache', '--out', 'anew.json').err).not.toContain('kept');
    expect(read('anew.json').layer_aqs).toEqual(read('first.json').layer_aqs);
  });

  it('takes pictures from a folder', async () => {
    for (let i = 0; i < 3; i++) {
      const pixels = Buffer.from(Uint8Array.from({ length: 48 * 40 * 3 }, () => Math.floor(next() * 256)));
      await sharp(pixels, { raw: { width: 48, height: 40, channels: 3 } })
        .png()
        .toFile(join(folder, `picture${i}.png`));
    }
    const args = [
      '--preprocess',
      join(model, 'sample.json'),
      '--profile',
      'nvidia-t4-hawqv3',
      '--out',
      'pictures.json',
    ];
    const { code, err } = mixbit(
      'measure',
      model,
      '--images',
      '.',
      '--bias-correction',
      '--equalize',
      ...args,
    );
    expect(err).toContain('3 images');
    expect(code).toBe(0);
    const aqs = JSON.parse(readFileSync(join(folder, 'pictures.json'), 'utf8'));
    expect(aqs.data).toEqual({ kind: 'images', name: basename(folder), count: 3 });
    expect(aqs.settings.quantizer).toMatchObject({ biasCorrection: true, equalize: true });
  });

  it('says in one line what is wrong, and exits with 2, or 3 when infeasible', () => {
    const cases: [string[], number, RegExp][] = [
      [['inspect', 'nowhere'], 2, /No model at nowhere/],
      [['inspect', model, '--profile', 'abacus'], 2, /No hardware profile "abacus".*generic-int/],
      [['solve', 'aqs.json'], 2, /--budget/],
      [['solve', 'aqs.json', '--budget', 'bops=lots'], 2, /not a budget/],
      [['solve', 'x.npy', '--budget', 'bops=50%'], 2, /not JSON/],
      [['solve', 'aqs.json', '--budget', 'size=10'], 3, /least/],
      [['measure', model, '--out', 'a.json'], 2, /--images/],
      [
        ['measure', model, '--input', 'x.npy', '--operands', 'all', '--out', 'a.json'],
        2,
        /input, weights, both/,
      ],
    ];
    for (const [args, code, message] of cases) {
      const done = mixbit(...args);
      expect(done.err).toMatch(message);
      expect(done.err.trim().split('\n')).toHaveLength(1);
      expect(done.code).toBe(code);
    }
  });

  it('names the shard that is missing', () => {
    cpSync(join(model, 'model.json'), join(folder, 'alone', 'model.json'));
    const { code, err } = mixbit('inspect', 'alone/model.json');
    expect(err).toContain('group1-shard1of1.bin');
    expect(code).toBe(2);
  });
});
