import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { writeProblem } from '../core/plan/problemFile.ts';
import { randomProgram } from '../core/plan/randomProgram.ts';
import { residualMemory } from '../core/plan/residualMemory.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const problem = join(root, 'src', 'core', 'plan', 'fixtures', 'hawq-v3-resnet18.json');

const folder = mkdtempSync(join(tmpdir(), 'mixbit-selection-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The command itself, without the starter that installs packages: a test must not change node_modules. */
function mixbit(...args: string[]) {
  const command = ['--import', 'tsx', join(root, 'src', 'cli', 'main.ts'), ...args];
  const done = spawnSync(process.execPath, command, { cwd: root, encoding: 'utf8' });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

describe('mixbit on a selection problem', { timeout: 120_000 }, () => {
  it('frontier lists every optimum, and solve agrees with it in both directions', () => {
    const { code, out } = mixbit('frontier', problem, '--budget', 'bops', '--json', '--plans');
    expect(code).toBe(0);
    const curve = JSON.parse(out);
    expect(curve.complete).toBe(true);
    expect(curve.points).toHaveLength(curve.count);
    const point = curve.points[Math.floor(curve.count / 2)];
    const solved = JSON.parse(
      mixbit('solve', problem, '--budget', `bops=${point.bops}`, '--json', '--explain').out,
    );
    expect(solved.objective).toBeCloseTo(point.sensitivity, 12);
    expect(solved.plan).toEqual(point.plan);
    expect(solved.explanation.groups).toHaveLength(Object.keys(point.plan).length);
    expect(solved.explanation.next.map((n: { direction: string }) => n.direction)).toEqual(['up', 'down']);
    const back = JSON.parse(
      mixbit('solve', problem, '--minimize', 'bops', '--max-aqs', `${point.sensitivity}`, '--json').out,
    );
    expect(back.totals.bops).toBeCloseTo(point.bops, 9);
  });

  it('stays near to a plan, for a share of total AQS where that is offered', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mixbit-near-'));
    const file = join(folder, 'before.json');
    const solve = (...flags: string[]) => JSON.parse(mixbit('solve', problem, '--json', ...flags).out);
    const before = solve('--budget', 'bops=50%');
    writeFileSync(file, JSON.stringify(before));
    const free = solve('--budget', 'bops=55%');
    const calm = solve('--budget', 'bops=55%', '--near', file, '--tolerance', '60 %');
    expect(calm.objective).toBeLessThanOrEqual(before.objective);
    expect(calm.objective * (1 - calm.gap)).toBeCloseTo(free.objective, 12);
    expect(calm.plan).toEqual(before.plan);
    expect(solve('--budget', 'bops=55%', '--near', file).objective).toBe(free.objective);
    expect(mixbit('solve', problem, '--budget', 'bops=55%', '--tolerance', '1').err).toContain('--near');
    writeFileSync(file, '{}');
    expect(mixbit('solve', problem, '--budget', 'bops=55%', '--near', file).err).toContain('is no plan');
    rmSync(folder, { recursive: true });
  });

  it('says what would help where nothing fits, and refuses questions it cannot answer', () => {
    const stuck = mixbit('solve', problem, '--budget', 'size=1', '--explain');
    expect(stuck.code).toBe(3);
    expect(stuck.err).toContain('raise size by');
    expect(mixbit('solve', problem, '--minimize', 'bops').err).toContain('needs --max-aqs');
    expect(mixbit('frontier', problem, '--budget', 'energy').err).toContain('choose size, bops, latency');
  });

  it('limits peak activation memory, names what makes it, and lists its whole staircase', () => {
    const problem = join(folder, 'memory.json');
    const program = { ...randomProgram(3, 14, [2, 4, 8], {}), memory: residualMemory(14) };
    writeFileSync(problem, writeProblem(program));
    const budgets = ['--budget', 'bops=40%', '--budget', 'memory=30%'];
    const solved = JSON.parse(mixbit('solve', problem, ...budgets, '--json', '--explain').out);
    expect(solved.status).toBe('optimal');
    expect(solved.totals.memory).toBeLessThanOrEqual(solved.budgets.memory);
    expect(solved.peak.bytes).toBe(solved.totals.memory);
    const live = solved.peak.tensors as { name: string; bytes: number }[];
    expect(live.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(solved.peak.bytes);
    expect(solved.explanation.shadowPrices.memory).toBeGreaterThan(0);
    expect(mixbit('solve', problem, ...budgets).out).toContain(
      `memory is at its peak at ${solved.peak.node}: ${live[0]!.name} ${live[0]!.bytes} (`,
    );

    const stairs = JSON.parse(
      mixbit('frontier', problem, '--budget', 'memory', '--hold', `bops=${solved.budgets.bops}`, '--json')
        .out,
    );
    expect(stairs.complete).toBe(true);
    const at = stairs.points.findLast((point: { memory: number }) => point.memory <= solved.budgets.memory);
    expect(at.memory).toBeLessThanOrEqual(solved.totals.memory);
    expect(at.sensitivity).toBeCloseTo(solved.objective, 12);

    const back = [
      '--minimize',
      'memory',
      '--max-aqs',
      `${at.sensitivity}`,
      '--budget',
      `bops=${solved.budgets.bops}`,
    ];
    expect(JSON.parse(mixbit('solve', problem, ...back, '--json').out).totals.memory).toBe(at.memory);

    const stuck = mixbit('solve', problem, '--budget', 'memory=1000');
    expect(stuck.code).toBe(3);
    expect(stuck.err).toMatch(
      /^.*peak memory within 1,000: the least is .* are in memory\..*Raise the peak memory budget/,
    );
    const out = mixbit('solve', problem, '--minimize', 'memory', '--max-aqs', '0');
    expect(out.err).toContain('No plan has a total AQS within 0: the least is');
  });
});
