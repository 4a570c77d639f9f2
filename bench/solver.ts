import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import createGlpk, { type GLPK } from 'glpk.js/node';
import createHighs from 'highs';
import { costOrder, meetsBudgets, objectiveOf } from '../src/core/plan/exactTotals.ts';
import { frontier } from '../src/core/plan/frontier.ts';
import type { Program } from '../src/core/plan/Program.ts';
import { readProblem } from '../src/core/plan/problemFile.ts';
import { randomProgram } from '../src/core/plan/randomProgram.ts';
import { reduceProgram } from '../src/core/plan/reduceProgram.ts';
import { solveProgram } from '../src/solver/solveProgram.ts';
import { highsChoice } from './solverHighs.ts';
import { plainGlpkChoice } from './solverPlainGlpk.ts';

/** Time per solve: reduction and GLPK as the studio runs it, beside GLPK alone and HiGHS, on the same programs in one run. */

function oraclePrograms(name: string): Program[] {
  const text = readFileSync(new URL(`../src/core/plan/fixtures/${name}.json`, import.meta.url), 'utf8');
  const program = readProblem(text, name);
  const { expected } = JSON.parse(text) as { expected: { budget: Program['budgets'] }[] };
  return expected.map(({ budget }) => ({ ...program, budgets: budget }));
}

function randomPrograms(groups: number, budgets: readonly ('size' | 'bops' | 'latency')[]): Program[] {
  return Array.from({ length: 12 }, (_, i) => {
    const share = 0.1 + (0.7 * i) / 11;
    return randomProgram(100 + i, groups, [2, 4, 6, 8], Object.fromEntries(budgets.map((b) => [b, share])));
  });
}

const quantile = (times: readonly number[], q: number): number => {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
};

/** Best of the repeats for each program (the machine may be shared), then median and 95th percentile over programs. */
function time(programs: readonly Program[], solve: (program: Program) => readonly number[], repeats: number) {
  const times: number[] = [];
  const choices = programs.map((program) => {
    let best = Number.POSITIVE_INFINITY;
    let choice: readonly number[] = [];
    for (let i = 0; i < repeats; i++) {
      const start = performance.now();
      choice = solve(program);
      best = Math.min(best, performance.now() - start);
    }
    times.push(best);
    return choice;
  });
  return { median: quantile(times, 0.5), p95: quantile(times, 0.95), choices };
}

const glpk: GLPK = await createGlpk();
const highs = await createHighs();
const sets: readonly (readonly [string, Program[]])[] = [
  ['oracle ResNet-18, 9 budgets', oraclePrograms('hawq-v3-resnet18')],
  ['oracle ResNet-50, 9 budgets', oraclePrograms('hawq-v3-resnet50')],
  ['random 54x16, BOPS', randomPrograms(54, ['bops'])],
  ['random 54x16, size + BOPS', randomPrograms(54, ['size', 'bops'])],
  ['random 200x16, BOPS', randomPrograms(200, ['bops'])],
  ['random 200x16, size + BOPS', randomPrograms(200, ['size', 'bops'])],
];

console.log(
  `Time per solve, ms (median / 95th percentile). Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, GLPK ${glpk.version}`,
);
console.log(
  `${'programs'.padEnd(30)}${'reduction + GLPK'.padEnd(22)}${'GLPK alone'.padEnd(22)}${'HiGHS'.padEnd(22)}left after reduction`,
);
for (const [name, programs] of sets) {
  const ours = time(programs, (program) => solveProgram(glpk, program).choice, 7);
  const plain = time(programs, (program) => plainGlpkChoice(glpk, program), 3);
  const other = time(programs, (program) => highsChoice(highs, program), 2);
  const left = programs.map((program) => {
    const reduction = reduceProgram(program);
    if (!reduction || reduction.solved) return 0;
    return reduction.table.groups.reduce(
      (n, group) => n + (group.index.length > 1 ? group.index.length : 0),
      0,
    );
  });
  const show = (t: { median: number; p95: number }): string =>
    `${t.median.toFixed(2)} / ${t.p95.toFixed(2)}`.padEnd(22);
  const all = programs[0]!.groups.reduce((n, group) => n + group.options.length, 0);
  console.log(`${name.padEnd(30)}${show(ours)}${show(plain)}${show(other)}${quantile(left, 0.5)} of ${all}`);
  programs.forEach((program, i) => {
    const [a, b] = [ours.choices[i]!, other.choices[i]!];
    if (!meetsBudgets(program, a)) throw new Error(`${name}: a budget does not hold.`);
    if (meetsBudgets(program, b) && objectiveOf(program, a) > objectiveOf(program, b) * (1 + 1e-9)) {
      throw new Error(`${name}, program ${i}: HiGHS found a better plan.`);
    }
  });
}
const large = randomProgram(1, 1000, [2, 3, 4, 5, 6, 7, 8, 16], { bops: 0.3 });
const curve = time([large], (program) => frontier(program, costOrder[1]!).map((point) => point.cost), 5);
const one = time([large], (program) => solveProgram(glpk, program).choice, 5);
console.log(
  `1000x64: solve ${one.median.toFixed(1)}, whole trade-off curve ${curve.median.toFixed(1)} (${curve.choices[0]!.length} breakpoints)`,
);
