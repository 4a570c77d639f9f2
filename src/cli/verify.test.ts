import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Dataset, Picture } from '../core/calibration/Dataset.ts';
import { writeNpy } from '../core/calibration/writeNpy.ts';
import { readPlan } from '../core/exports/readPlan.ts';
import type { Engine, LoadedModel } from '../core/ports.ts';
import type { OutputHead } from '../core/verify/OutputHead.ts';
import { openVerificationData, type VerificationOptions } from './verificationData.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const model = join(root, 'public', 'models', 'resnet20-cifar10');
const sample = join(model, 'sample.json');
const folder = mkdtempSync(join(tmpdir(), 'mixbit-verify-'));
const at = (...parts: string[]): string => join(folder, ...parts);
afterAll(() => rmSync(folder, { recursive: true }));

function mixbit(...args: string[]) {
  // `plan` measures nothing.
  const cache = args[0] === 'plan' ? [] : ['--cache', at('kept')];
  const command = ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), ...args, ...cache];
  const done = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const { calibration, heldout } = JSON.parse(readFileSync(sample, 'utf8'));

/** Cuts the first tiles of a sheet into pictures `<part>-<i>.png` of a folder. */
async function cut(part: string, sheet: typeof heldout, count: number): Promise<void> {
  mkdirSync(at(part));
  for (let i = 0; i < count; i++) {
    const left = (i % sheet.columns) * sheet.tile;
    const top = Math.floor(i / sheet.columns) * sheet.tile;
    await sharp(join(model, sheet.image))
      .extract({ left, top, width: sheet.tile, height: sheet.tile })
      .png()
      .toFile(at(part, `${part}-${String(i).padStart(2, '0')}.png`));
  }
}

beforeAll(async () => {
  await cut('calibration', calibration, 8);
  await cut('heldout', heldout, 24);
  // One that calibration has seen, under another name.
  copyFileSync(at('calibration', 'calibration-03.png'), at('heldout', 'renamed.png'));
  const lines = heldout.labels
    .slice(0, 24)
    .map((label: number, i: number) => `heldout-${String(i).padStart(2, '0')}.png,${label}`);
  writeFileSync(at('labels.csv'), `file,class\n${lines.join('\n')}\nrenamed.png,3\n`);
});

describe('mixbit lower and verify', { timeout: 120_000 }, () => {
  const data = () => [
    '--images',
    at('heldout'),
    '--calibration',
    at('calibration'),
    '--labels',
    at('labels.csv'),
    '--preprocess',
    sample,
  ];

  it('lowers under a criterion, writes the plan, and verifies it to the same numbers', () => {
    const lowered = mixbit(
      'lower',
      model,
      '--criterion',
      'agreement>=90%',
      ...data(),
      '--profile',
      'nvidia-t4-hawqv3',
      '--fast',
      '--json',
      '--out',
      at('plan.json'),
    );
    expect(lowered.err).toContain('1 of 25 images are calibration data too and are left out');
    expect(lowered.code).toBe(0);
    const report = JSON.parse(lowered.out);
    expect(report.value).toBeGreaterThanOrEqual(0.9);
    // 20 groups, two steps each: the start, at most six halvings.
    expect(report.evaluations).toBeLessThanOrEqual(7);
    expect(lowered.err.match(/evaluated\)/g)).toHaveLength(report.evaluations);
    expect(Object.values(report.plan)).toContain('4/4');
    expect(report.gap.excess).toBeGreaterThanOrEqual(0);

    const file = readPlan(readFileSync(at('plan.json'), 'utf8'));
    expect(Object.fromEntries(file.groups.map(({ id, pair }) => [id, pair]))).toEqual(report.plan);
    expect(file.solver).toMatchObject({ name: 'mixbit lowering', status: 'feasible' });
    expect(file.refined).toBe(
      `accuracy-driven lowering: agreement with float at least 90 % on ${file.verification!.images} images`,
    );
    expect(file.verification).toEqual(report.verification);
    expect(file).toMatchObject({ lowering: { criterion: 'agreement>=0.9', value: report.value } });

    const verified = mixbit('verify', model, '--plan', at('plan.json'), ...data(), '--json');
    expect(verified.code).toBe(0);
    const { rows, data: used } = JSON.parse(verified.out);
    expect(used).toMatchObject({ calibration: { count: 8 }, verification: { count: 24 } });
    const [float, plan, ...uniform] = rows;
    expect(plan.verification).toEqual(report.verification);
    expect(plan.total).toBeCloseTo(report.totals.bops, 9);
    expect(plan.predicted).toBeCloseTo(report.objective, 12);
    expect(float.verification.heads[0].accuracy).toBe(plan.verification.heads[0].float_accuracy);
    expect(float.verification.heads[0].accuracy).toBeGreaterThan(0.7);
    expect(uniform.map(({ name }: { name: string }) => name)).toEqual(['4/4']);
    for (const { total } of uniform) expect(total).toBeLessThanOrEqual(plan.total);
  });

  it('measures on the calibration images of a sample.json, and verifies a plan beside the best three uniform ones of its cost', () => {
    const measured = mixbit(
      ...[
        'measure',
        model,
        '--images',
        sample,
        '--count',
        '6',
        '--score',
        'local',
        '--out',
        at('local.json'),
      ],
    );
    expect(measured.code).toBe(0);
    expect(measured.err).toContain(`preprocessing: ${sample}`);
    const { data: used } = JSON.parse(readFileSync(at('local.json'), 'utf8'));
    expect(used).toEqual({ kind: 'images', name: 'resnet20-cifar10, calibration', count: 6 });
    const planned = mixbit(
      ...['plan', model, '--aqs', at('local.json'), '--budget', 'bops=60%', '--out', at('local-plan.json')],
    );
    expect(planned.code).toBe(0);
    const verified = mixbit(
      ...['verify', model, '--plan', at('local-plan.json'), '--images', sample, '--count', '4', '--json'],
    );
    expect(verified.code).toBe(0);
    expect(verified.err).toContain('4 plans on 4 images');
    const [, plan, ...uniform] = JSON.parse(verified.out).rows;
    expect(uniform.map(({ name }: { name: string }) => name)).toEqual(['8/16', '16/8', '8/8']);
    for (const { total } of uniform) expect(total).toBeLessThanOrEqual(plan.total);
  });

  it('measures the steps of the pairs, keeps them, and takes them from the file of `measure --score step`', () => {
    const profile = ['--profile', 'nvidia-t4-hawqv3'];
    const calibration = ['--images', at('calibration'), '--preprocess', sample];
    const measured = mixbit(
      'measure',
      model,
      ...calibration,
      ...profile,
      '--score',
      'step',
      '--out',
      at('step.json'),
    );
    expect(measured.code).toBe(0);
    const file = JSON.parse(readFileSync(at('step.json'), 'utf8'));
    expect(file.settings.distance).toBe('nmse');
    const names = Object.keys(file.layer_aqs);
    expect(Object.keys(file.step_aqs).toSorted()).toEqual(names.toSorted());
    const steps = file.step_aqs[names[0]!].pairs;
    const pairs = file.layer_aqs[names[0]!].pairs;
    expect(Object.keys(steps)).toContain('8/8>4/4');
    for (const step of Object.keys(steps)) expect(Object.keys(pairs)).toContain(step.split('>')[1]);
    // The output at 8/8 is near the float one, so the step from there is near the error against float, but not equal to it.
    expect(steps['8/8>4/4'].nmse / pairs['4/4'].nmse).toBeCloseTo(1, 1);
    expect(steps['8/8>4/4'].nmse).not.toBe(pairs['4/4'].nmse);

    const lower = (...more: string[]) =>
      mixbit('lower', model, '--criterion', 'agreement>=0.9', ...data(), ...profile, '--fast', ...more);
    const kept = lower('--json');
    const all = Object.values<{ pairs: object }>(file.step_aqs).flatMap((l) => Object.keys(l.pairs)).length;
    expect(kept.err).toContain(`${all} of ${all} steps are kept`);
    expect(kept.err).toContain(`step AQS: ${all} steps of 22 layers measured on 8 images`);
    const fromFile = lower('--aqs', at('step.json'), '--json');
    expect(fromFile.err).toContain(`step AQS: ${all} steps of 22 layers as measured, from the AQS file`);
    // Propagated scores bring gains; those of the file are the layer's own.
    expect(kept.err).toContain("times each layer's gain");
    expect(fromFile.err).not.toContain('gain');
    for (const { out } of [kept, fromFile]) expect(JSON.parse(out).value).toBeGreaterThanOrEqual(0.9);
    expect(lower('--steps', 'from-float').err).toContain('step AQS: differences of AQS against float');
    expect(lower('--steps', 'guessed')).toMatchObject({ code: 2, out: '' });
  });

  it('finds the smallest size, and ends with 3 where nothing keeps the criterion', () => {
    const args = ['--profile', 'nvidia-t4-hawqv3', '--smallest', 'size'];
    const { code, out, err } = mixbit('lower', model, '--criterion', 'agreement>=0.8', ...data(), ...args);
    expect(code).toBe(0);
    expect(err).toMatch(/1: .*agreement .*holds \(1 evaluated\)/);
    expect(out).toMatch(/Kept agreement with float at least 80 %: measured/);
    // Float is priced too, at 32 bits throughout.
    expect(out).toMatch(/^plan +Size +AQS \(pred\.\), nats/m);
    expect(out).toMatch(/^float \(32\/32\) +1\.09 MB/m);
    const hopeless = mixbit('lower', model, '--criterion', 'accuracy>=1', ...data(), ...args);
    expect(hopeless.err).toMatch(/no plan was found that keeps accuracy at least 100 %/);
    expect(hopeless.code).toBe(3);
  });

  it('says in one line what is wrong', () => {
    const broken = mixbit('lower', model, '--criterion', 'agreement<=0.9');
    expect(broken).toMatchObject({ code: 2, out: '' });
    expect(broken.err).toMatch(/^mixbit: .*a floor; write agreement>=0\.9\.\n$/);
  });
});

describe('the data that plans are verified on', () => {
  const head: OutputHead = { tensor: 0, name: 'y', kind: 'classes', probabilities: true, size: 10 };
  const loaded = {
    model: {
      name: 'tiny',
      inputs: [0],
      nodes: [],
      outputs: [0],
      tensors: [{ name: 'x', shape: [null, 32, 32, 3], producer: null, consumers: [], dtype: 'float32' }],
    },
  } as unknown as LoadedModel;

  async function open(options: VerificationOptions, heads = [head], planned?: number) {
    const pictures = new Map<string, readonly Picture[]>();
    const datasets = new Map<string, Dataset>();
    const engine = {
      setPictures: async (given: readonly Picture[], role: string) => void pictures.set(role, given),
      preprocess: async () => ({}),
      setDataset: async (given: Dataset, role: string) => void datasets.set(role, given),
    } as unknown as Engine;
    const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      const data = await openVerificationData(
        engine,
        loaded,
        heads,
        { preprocess: sample, ...options },
        planned,
      );
      const names = (role: string) => pictures.get(role)!.map(({ name }) => name);
      return { data, names, datasets, said: err.mock.calls.map(([line]) => line).join('') };
    } finally {
      err.mockRestore();
    }
  }

  it('is what calibration left: every sixth picture calibrates by default', async () => {
    const { names, data } = await open({ images: at('heldout'), labels: at('labels.csv') });
    expect(names('calibration')).toHaveLength(5);
    expect(names('calibration')[1]).toBe('heldout-06.png');
    expect(names('verification')).toHaveLength(20);
    expect(names('verification')[5]).toBe('heldout-07.png');
    expect(data.labels![5]).toEqual([heldout.labels[7]]);
  });

  it('takes the ranges from as many images as the plan has them from', async () => {
    const given = { images: at('heldout') };
    const { names, said } = await open(given, [head], 3);
    expect(names('calibration')).toEqual(['heldout-00.png', 'heldout-06.png', 'heldout-12.png']);
    expect(names('verification')).toHaveLength(20);
    expect(said).toContain('the plan was made with 3 calibration images: the first 3 of 5 calibrate');
    expect((await open(given, [head], 8)).names('calibration')).toHaveLength(5);
    expect((await open(given, [head], 0)).names('calibration')).toHaveLength(5);
  });

  it('leaves out what calibration has, by its pixels, and refuses when nothing remains', async () => {
    const { names, said } = await open({
      images: at('heldout'),
      calibration: at('calibration'),
      count: '30',
    });
    expect(names('verification')).not.toContain('renamed.png');
    expect(said).toContain('1 of 25 images');
    await expect(open({ images: at('heldout'), calibration: at('heldout') })).rejects.toThrow(
      /verification needs others/,
    );
  });

  it('takes the labelled sheets of a shipped network', async () => {
    const { names, data } = await open({ images: sample, count: '10' });
    expect(names('calibration')).toHaveLength(128);
    expect(names('verification')).toHaveLength(10);
    expect(data.labels).toEqual(heldout.labels.slice(0, 10));
  });

  it('takes arrays with labels by row', async () => {
    const values = Float32Array.from({ length: 7 * 12 }, (_, i) => Math.floor(i / 12));
    writeFileSync(at('x.npy'), writeNpy([7, 2, 2, 3], values));
    writeFileSync(at('rows.json'), '[0, 1, [2, 3], 4, 5, 6, 7]');
    const { data, datasets } = await open({ input: at('x.npy'), labels: at('rows.json') });
    expect([...datasets.get('calibration')!.values]).toEqual([...Array(12).fill(0), ...Array(12).fill(6)]);
    expect(datasets.get('verification')).toMatchObject({ count: 5, shape: [2, 2, 3] });
    expect(data.labels).toEqual([[1], [2, 3], [4], [5], [6]]);
    // The same rows again: nothing is left.
    await expect(open({ input: at('x.npy'), calibration: at('x.npy') })).rejects.toThrow(/needs others/);
    writeFileSync(at('rows.json'), '[0, 1]');
    await expect(open({ input: at('x.npy'), labels: at('rows.json') })).rejects.toThrow(
      /list of 7 labels.*has 2/,
    );
  });

  it('says what is wrong with labels', async () => {
    const images = at('heldout');
    writeFileSync(at('bad.csv'), 'cat.png,1\n');
    await expect(open({ images, labels: at('bad.csv') })).rejects.toThrow(
      /names none of the images to measure on; the first is called heldout-01/,
    );
    writeFileSync(at('bad.csv'), 'heldout-01.png,10\n');
    await expect(open({ images, labels: at('bad.csv') })).rejects.toThrow(
      /class 10, but the output has 10 classes, from 0/,
    );
    writeFileSync(at('bad.csv'), 'heldout-00.png,1\nheldout-01.png,1\n');
    expect((await open({ images, labels: at('bad.csv') })).said).toMatch(
      /19 of 20 images have no label \(heldout-02.png\)/,
    );
    await expect(open({ images, labels: at('labels.csv') }, [{ ...head, kind: 'image' }])).rejects.toThrow(
      /need an output of classes/,
    );
    await expect(open({})).rejects.toThrow(/either --images <folder> or --input/);
  });
});
