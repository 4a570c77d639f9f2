import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlanFile } from '../core/exports/PlanFile.ts';
import { readPlan } from '../core/exports/readPlan.ts';
import { cutSheet } from './fixtures/cutSheet.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const model = join(root, 'public', 'models', 'resnet20-cifar10');
const sample = join(model, 'sample.json');
const folder = mkdtempSync(join(tmpdir(), 'mixbit-refine-'));
const at = (...parts: string[]): string => join(folder, ...parts);
afterAll(() => rmSync(folder, { recursive: true }));

const commandOf = (args: readonly string[], cache = at('kept')): string[] => [
  '--import',
  'tsx',
  join(root, 'src', 'cli', 'main.ts'),
  ...args,
  '--cache',
  cache,
];

function mixbit(...args: string[]) {
  const done = spawnSync(process.execPath, commandOf(args), { cwd: root, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const refine = (...args: string[]) => mixbit('refine', model, ...args);
const planOf = (name: string): PlanFile => readPlan(readFileSync(at(name), 'utf8'), name);
const pairsOf = ({ groups }: PlanFile) => Object.fromEntries(groups.map(({ id, pair }) => [id, pair]));
const data = (images = 'heldout') => [
  '--images',
  at(images),
  '--calibration',
  at('calibration'),
  '--preprocess',
  sample,
];

beforeAll(async () => {
  const { calibration, heldout } = JSON.parse(readFileSync(sample, 'utf8'));
  await cutSheet(model, calibration, 6, at('calibration'), 'calibration');
  await cutSheet(model, heldout, 40, at('heldout'), 'heldout');
  await cutSheet(model, heldout, 16, at('few'), 'few');
  const lines = heldout.labels
    .slice(0, 40)
    .map((label: number, i: number) => `heldout-${String(i).padStart(2, '0')}.png,${label}`);
  writeFileSync(at('labels.csv'), `file,class\n${lines.join('\n')}\n`);
  const profile = ['--profile', 'nvidia-t4-hawqv3'];
  const images = ['--images', at('calibration'), '--preprocess', sample];
  mixbit('measure', model, ...images, ...profile, '--score', 'local', '--out', at('aqs.json'));
  // `plan` keeps nothing, so it takes no --cache.
  const args = ['plan', model, '--aqs', at('aqs.json'), ...profile, '--budget', 'bops=0.7'];
  const command = commandOf([...args, '--out', at('plan.json')]).slice(0, -2);
  spawnSync(process.execPath, command, { cwd: root });
}, 60_000);

describe('mixbit refine', { timeout: 120_000 }, () => {
  it('finds a better plan within the budgets, judges it on images that the search did not use, and measures nothing twice', () => {
    const args = [
      '--plan',
      at('plan.json'),
      ...data(),
      '--labels',
      at('labels.csv'),
      '--budget',
      'bops=1.3',
      '--neighbours',
      '2',
      '--swaps',
      '3',
      '--json',
      '--out',
      at('refined.json'),
    ];
    const first = refine(...args);
    expect(first.err).toContain('within 1.3 GBOPS; plans are tried on the first 13 verification images');
    expect(first.code).toBe(0);
    const report = JSON.parse(first.out);
    expect(report).toMatchObject({
      better: true,
      found: true,
      searched: { data: 'verification', images: 13 },
      budgets: { bops: 1.3 },
    });

    // Every try is told when it was measured, and what was accepted was the best so far.
    expect(first.err.match(/^\d+: .*damage .*evaluated\)$/gm)).toHaveLength(report.tries.length + 1);
    let best = report.start;
    for (const { damage, accepted } of report.tries) {
      if (!accepted) continue;
      expect(damage).toBeLessThan(best);
      best = damage;
    }
    expect(report.tries.filter(({ way }: { way: string }) => way === 'swaps').length).toBeGreaterThan(0);

    const [float, before, after, uniform] = report.rows;
    expect(float.verification.images).toBe(27);
    expect(after.verification.images).toBe(27);
    expect(after.verification.damage).toBeLessThan(before.verification.damage);
    expect(after.verification.damage).toBeLessThanOrEqual(uniform.verification.damage);
    expect(after.verification.heads[0].accuracy).toBeGreaterThan(0.5);
    expect(uniform.name).toBe('uniform 4/4');

    const file = planOf('refined.json');
    expect(pairsOf(file)).toEqual(report.plan);
    expect(pairsOf(file)).not.toEqual(pairsOf(planOf('plan.json')));
    expect(file.budgets).toEqual({ bops: 1.3 });
    expect(file.groups.reduce((sum, { costs }) => sum + costs.bops!, 0)).toBeLessThanOrEqual(1.3);
    expect(file.totals.bops).toBeCloseTo(report.totals.bops, 12);
    expect(file.refined).toBe(report.refined);
    expect(file.solver.name).toBe('mixbit refinement');
    expect(file.verification).toEqual(after.verification);
    expect(file.verification!.data).toMatchObject({ name: 'heldout', count: 27 });

    expect(report.measuredTrials).toBeGreaterThan(report.evaluations);
    const again = refine(...args);
    expect(JSON.parse(again.out)).toEqual({ ...report, measuredTrials: 0 });
  });

  it('measures layers under the plan, and AQS where the file has none; pins hold', () => {
    const stripped = planOf('plan.json');
    const pinned = stripped.groups.find(({ pair }) => pair === '4/4')!.id;
    const groups = stripped.groups.map((group) => ({ ...group, aqs: {}, pinned: group.id === pinned }));
    writeFileSync(at('stripped.json'), JSON.stringify({ ...stripped, groups }));
    const { code, out, err } = refine(
      '--plan',
      at('stripped.json'),
      ...data('few'),
      '--budget',
      'bops=1.3',
      '--ways',
      'context',
      '--rounds',
      '1',
      '--out',
      at('context.json'),
    );
    expect(code).toBe(0);
    expect(err).toContain('stripped.json has no AQS of other pairs; measuring them');
    expect(err).toContain('tried on the 6 calibration images and judged on the 16 verification images');
    expect(err).toContain('measuring every layer under the plan, per cent: 100 of 100');
    expect(err).toMatch(/^\d+: context: round 1: solved with AQS under the plan: damage/m);
    expect(out).toMatch(/^before +\S+ GBOPS.*\nafter +\S+ GBOPS/m);
    expect(out).toContain('on 16 verification images, by AQS under the plan');

    const file = planOf('context.json');
    expect(file.groups.filter((group) => group.pinned).map(({ id, pair }) => [id, pair])).toEqual([
      [pinned, '4/4'],
    ]);
    expect(file.totals.bops).toBeLessThanOrEqual(file.budgets.bops!);
    expect(file.settings.distance).toBe('propagated');
    expect(Object.keys(file.groups[0]!.aqs).length).toBeGreaterThan(1);
    expect(file.layer_aqs).toBeDefined();
    // Nothing of the verification data went into the search: `verify` says the same of the plan, and less damage than before.
    const verified = JSON.parse(
      mixbit('verify', model, '--plan', at('context.json'), ...data('few'), '--compare', 'none', '--json')
        .out,
    );
    const before = JSON.parse(
      mixbit('verify', model, '--plan', at('stripped.json'), ...data('few'), '--compare', 'none', '--json')
        .out,
    );
    expect(verified.rows[1].verification).toEqual(file.verification);
    expect(file.verification!.damage).toBeLessThan(before.rows[1].verification.damage);
  });

  it('leaves a plan that nothing beats as it was, measured', () => {
    // Only the narrowest pairs fit: there is nothing to find.
    const plan = planOf('plan.json');
    const lowest = ['--budget', 'bops=0%', '--ways', 'neighbours'];
    const narrow = commandOf(['plan', model, '--aqs', at('aqs.json'), ...lowest.slice(0, 2)]).slice(0, -2);
    const args = [...narrow, '--profile', plan.profile.id, '--out', at('narrow.json')];
    expect(spawnSync(process.execPath, args, { cwd: root }).status).toBe(0);
    const { out, code } = refine(
      '--plan',
      at('narrow.json'),
      ...data('few'),
      '--ways',
      'neighbours',
      '--out',
      at('same.json'),
    );
    expect(code).toBe(0);
    expect(out).toContain('The plan stays: no better one within the budgets was measured in 1 evaluation.');
    const [narrowest, same] = [planOf('narrow.json'), planOf('same.json')];
    expect(pairsOf(same)).toEqual(pairsOf(narrowest));
    expect(same.solver).toEqual(narrowest.solver);
    expect(same.totals).toEqual(narrowest.totals);
    expect(same.refined).toBeUndefined();
    expect(same.verification!.images).toBe(16);
  });

  it('ends at Ctrl-C, and keeps what it measured', async () => {
    const args = ['--plan', at('plan.json'), ...data(), '--ways', 'context', '--out', at('stopped.json')];
    const child = spawn(process.execPath, commandOf(['refine', model, ...args], at('own')), { cwd: root });
    let err = '';
    child.stderr.on('data', (text) => {
      err += text;
      if (/^0: the plan/m.test(err)) child.kill('SIGINT');
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(err).toContain('Stopped. The same command goes on where this one stopped.');
    expect(err).not.toContain('plan ->');
    expect(code).toBe(130);
    expect(readdirSync(at('own')).length).toBeGreaterThan(0);
  });

  it('says in one line what is wrong', () => {
    const out = ['--out', at('never.json')];
    const plan = ['--plan', at('plan.json')];
    const failing = (...args: string[]): string => {
      const done = refine(...args, ...out);
      expect(done).toMatchObject({ code: 2, out: '' });
      const lines = done.err.trimEnd().split('\n');
      return lines.at(-1)!;
    };
    expect(failing(...plan, ...data(), '--ways', 'swaps,luck')).toBe(
      'mixbit: --ways luck is not known: use neighbours, swaps, context.',
    );
    expect(failing(...plan, ...data(), '--rounds', '2')).toBe('mixbit: --rounds goes with --ways context.');
    expect(failing(...plan, ...data(), '--budget', 'bops=0.66')).toMatch(
      /plan\.json breaks its budget of BOPS: it takes 0\.\d+ GBOPS, the limit is 0\.66 GBOPS; raise --budget/,
    );
    expect(failing(...plan)).toMatch(/Give the data to measure on: either --images/);
    expect(failing(...plan, ...data(), '--profile', 'generic-int')).toMatch(
      /plan\.json cannot be refined on the profile "generic-int": .* Plan the model on it first\./,
    );
    const other = mixbit(
      'refine',
      join(root, 'public', 'models', 'mobilenet-v1-025'),
      ...plan,
      ...data(),
      ...out,
    );
    expect(other.code).toBe(2);
    expect(other.err).toMatch(
      /^mixbit: .*plan\.json was made for another model \(resnet20-cifar10\); plan /m,
    );
  });
});
