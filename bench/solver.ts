import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import createGlpk, { type GLPK } from 'glpk.js/node';
import createHighs from 'highs';
import { costSpan } from '../src/core/plan/budgetRange.ts';
import { meetsBudgets, objectiveOf } from '../src/core/plan/exactTotals.ts';
import { frontier } from '../src/core/plan/frontier.ts';
import type { Program } from '../src/core/plan/Program.ts';
import { readProblem } from '../src/core/plan/problemFile.ts';
import { randomProgram } from '../src/core/plan/randomProgram.ts';
import { reduceProgram } from '../src/core/plan/reduceProgram.ts';
import { residualMemory } from '../src/core/plan/residualMemory.ts';
import { solveProgram, solveStepwise } from '../src/solver/solveProgram.ts';
import { cbcChoice, hasCbc } from './solverCbc.ts';
import { highsChoice } from './solverHighs.ts';
import { plainGlpkChoice } from './solverPlainGlpk.ts';

/**
 * Time per solve, as the studio solves, beside GLPK alone, HiGHS and CBC on the same programs in one run; every answer is
 * held against HiGHS at gap 0. `--ours` leaves the others out, `--programs 12` sets how many random programs a set has,
 * `--only 200x16` names sets by a part of their name.
 */

const flag = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : (process.argv[at + 1] ?? '');
};
const count = Number(flag('--programs') ?? 60);
const alone = process.argv.includes('--ours');

function oraclePrograms(name: string): Program[] {
  const text = readFileSync(new URL(`../src/core/plan/fixtures/${name}.json`, import.meta.url), 'utf8');
  const program = readProblem(text, name);
  const { expected } = JSON.parse(text) as { expected: { budget: Program['budgets'] }[] };
  return expected.map(({ budget }) => ({ ...program, budgets: budget }));
}

const widthsOf = { 16: [2, 4, 6, 8], 25: [2, 3, 4, 6, 8] } as const;

function randomPrograms(
  groups: number,
  pairs: 16 | 25,
  budgets: readonly ('size' | 'bops' | 'latency')[],
): Program[] {
  return Array.from({ length: count }, (_, i) => {
    const share = 0.05 + (0.8 * i) / Math.max(1, count - 1);
    // With several budgets the first one wanders from tight to loose beside the others.
    const shares = budgets.map((b, k) => [b, k === 0 ? share : 0.05 + ((share * 7.3) % 0.8)] as const);
    return randomProgram(100 + i, groups, widthsOf[pairs], Object.fromEntries(shares));
  });
}

/** The same with the schedule of a residual network and a memory budget that wanders from tight to loose. */
function withMemory(programs: readonly Program[]): Program[] {
  const memory = residualMemory(programs[0]!.groups.length);
  return programs.map((program, i) => {
    const whole: Program = { ...program, memory };
    const { min, max } = costSpan(whole, 'memory');
    const share = 0.02 + ((i * 0.37) % 0.9);
    return { ...whole, budgets: { ...program.budgets, memory: min + (max - min) * share } };
  });
}

const quantile = (times: readonly number[], q: number): number => {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
};

interface Timed {
  readonly times: readonly number[];
  readonly choices: readonly (readonly number[])[];
}

/** Best of the repeats for each program: the machine may be shared. */
function time(
  programs: readonly Program[],
  solve: (program: Program) => readonly number[],
  repeats: number,
): Timed {
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
  return { times, choices };
}

const glpk: GLPK = await createGlpk();
const cbc = !alone && hasCbc();
interface Set {
  readonly name: string;
  readonly programs: readonly Program[];
  /** Every how many programs the slower solvers are asked, too. */
  readonly every: number;
  /** Wanted: 95th percentile, ms. */
  readonly bar?: number;
}
const sets: readonly Set[] = [
  { name: 'oracle ResNet-18, 9 budgets', programs: oraclePrograms('hawq-v3-resnet18'), every: 1 },
  { name: 'oracle ResNet-50, 9 budgets', programs: oraclePrograms('hawq-v3-resnet50'), every: 1 },
  { name: '54x16, BOPS', programs: randomPrograms(54, 16, ['bops']), every: 1, bar: 8 },
  { name: '54x16, size + BOPS', programs: randomPrograms(54, 16, ['size', 'bops']), every: 1 },
  { name: '54x25, size + BOPS', programs: randomPrograms(54, 25, ['size', 'bops']), every: 1, bar: 60 },
  {
    name: '54x16, three budgets',
    programs: randomPrograms(54, 16, ['size', 'bops', 'latency']),
    every: 4,
  },
  { name: '54x16, BOPS + memory', programs: withMemory(randomPrograms(54, 16, ['bops'])), every: 2 },
  {
    name: '54x16, size + BOPS + memory',
    programs: withMemory(randomPrograms(54, 16, ['size', 'bops'])),
    every: 4,
  },
  { name: '200x16, BOPS', programs: randomPrograms(200, 16, ['bops']), every: 1, bar: 25 },
  { name: '200x16, size + BOPS', programs: randomPrograms(200, 16, ['size', 'bops']), every: 4 },
  { name: '1000x16, BOPS', programs: randomPrograms(1000, 16, ['bops']), every: 10, bar: 120 },
];

console.log(
  `Time per solve, ms (median / 95th percentile). Node ${process.version}, ${cpus()[0]?.model ?? 'unknown CPU'}, GLPK ${glpk.version}${cbc ? ', CBC as a process' : alone ? '' : ', no cbc here'}`,
);
const columns = ['Mixbit', 'first answer', 'bar', 'GLPK alone', 'HiGHS', 'CBC', 'left to search'];
console.log(`${'programs'.padEnd(30)}${columns.map((c) => c.padEnd(18)).join('')}`);
let broken = 0;
const only = flag('--only') ?? '';
for (const { name, programs, every, bar } of sets.filter((set) => set.name.includes(only))) {
  const ours = time(programs, (program) => solveProgram(glpk, program).choice, 5);
  const first = time(programs, (program) => solveStepwise(glpk, program).next().value!.choice, 3);
  const some = alone ? [] : programs.filter((_, i) => i % every === 0);
  const plain = time(some, (program) => plainGlpkChoice(glpk, program), 1);
  // A fresh one for each set: its memory only grows.
  const highs = await createHighs();
  const other = time(some, (program) => highsChoice(highs, program), 1);
  const cbcTimes: number[] = [];
  if (cbc) for (const program of some) cbcTimes.push(cbcChoice(program).ms);
  const left = programs.map((program) => {
    const reduction = reduceProgram(program);
    if (!reduction || reduction.solved) return 0;
    return reduction.table.groups.reduce(
      (n, group) => n + (group.index.length > 1 ? group.index.length : 0),
      0,
    );
  });
  const show = (times: readonly number[]): string =>
    (times.length ? `${quantile(times, 0.5).toFixed(2)} / ${quantile(times, 0.95).toFixed(2)}` : '-').padEnd(
      18,
    );
  const all = programs[0]!.groups.reduce((n, group) => n + group.options.length, 0);
  const met = bar === undefined || quantile(ours.times, 0.95) <= bar;
  const goal = (bar === undefined ? '' : `${bar} ${met ? 'met' : 'MISSED'}`).padEnd(18);
  console.log(
    `${name.padEnd(30)}${show(ours.times)}${show(first.times)}${goal}${show(plain.times)}${show(other.times)}${show(cbcTimes)}${quantile(left, 0.5)} of ${all}`,
  );
  if (!met) broken++;
  programs.forEach((program, i) => {
    if (!meetsBudgets(program, ours.choices[i]!)) throw new Error(`${name}, ${i}: a budget does not hold.`);
  });
  let outside = 0;
  some.forEach((program, i) => {
    const [a, b] = [ours.choices[i * every]!, other.choices[i]!];
    const [mine, theirs] = [objectiveOf(program, a), objectiveOf(program, b)];
    if (!meetsBudgets(program, b)) outside++;
    else if (mine > theirs * (1 + 1e-9)) throw new Error(`${name}, ${i}: HiGHS found a better plan.`);
    else if (mine < theirs * (1 - 1e-9)) console.log(`  ${name}, ${i}: HiGHS missed the optimum.`);
  });
  if (outside > 0) console.log(`  HiGHS broke a budget by its tolerance in ${outside} of ${some.length}.`);
}
const large = randomProgram(1, 1000, [2, 3, 4, 5, 6, 7, 8, 16], { bops: 0.3 });
const curve = time([large], (program) => frontier(program, 'bops').map((point) => point.cost), 5);
const one = time([large], (program) => solveProgram(glpk, program).choice, 5);
console.log(
  `1000x64: solve ${one.times[0]!.toFixed(1)}, hull of the whole trade-off ${curve.times[0]!.toFixed(1)} (${curve.choices[0]!.length} breakpoints)`,
);
process.exitCode = broken > 0 && process.argv.includes('--strict') ? 1 : 0;
