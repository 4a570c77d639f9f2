import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const problem = join(root, 'src', 'core', 'plan', 'fixtures', 'hawq-v3-resnet18.json');

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

  it('says what would help where nothing fits, and refuses questions it cannot answer', () => {
    const stuck = mixbit('solve', problem, '--budget', 'size=1', '--explain');
    expect(stuck.code).toBe(3);
    expect(stuck.err).toContain('raise size by');
    expect(mixbit('solve', problem, '--minimize', 'bops').err).toContain('needs --max-aqs');
    expect(mixbit('frontier', problem, '--budget', 'energy').err).toContain('choose size, bops, latency');
  });
});
