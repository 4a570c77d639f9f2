import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Program } from '../src/core/plan/Program.ts';
import { lpText } from './solverLp.ts';

/** Whether the `cbc` program (Debian: coinor-cbc) is installed. */
export function hasCbc(): boolean {
  return spawnSync('cbc', ['-stop'], { encoding: 'utf8' }).status === 0;
}

/** A program solved whole by CBC at gap 0: option index by group, and the wall time of its process, ms. */
export function cbcChoice(program: Program): { readonly choice: readonly number[]; readonly ms: number } {
  const folder = mkdtempSync(join(tmpdir(), 'cbc-'));
  try {
    const [model, answer] = [join(folder, 'plan.lp'), join(folder, 'plan.txt')];
    writeFileSync(model, lpText(program));
    const start = performance.now();
    const command = [model, '-ratioGap', '0', '-allowableGap', '0', '-sec', '20', '-solve', '-solution'];
    spawnSync('cbc', [...command, answer], { encoding: 'utf8' });
    const ms = performance.now() - start;
    const choice = program.groups.map(() => -1);
    for (const [, g, o, value] of readFileSync(answer, 'utf8').matchAll(/x(\d+)_(\d+)\s+(\S+)/g)) {
      if (Number(value) > 0.5) choice[Number(g)] = Number(o);
    }
    return { choice, ms };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
