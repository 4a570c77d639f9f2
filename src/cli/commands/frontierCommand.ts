import { Command } from 'commander';
import { costsOf } from '../../core/plan/exactTotals.ts';
import { frontier } from '../../core/plan/frontier.ts';
import { growStaircase } from '../../core/plan/growStaircase.ts';
import { readBudgets } from '../../core/plan/problemFile.ts';
import { Staircase } from '../../core/plan/Staircase.ts';
import { pairOf } from '../../core/plan/uniformPlans.ts';
import { createProgramSolver } from '../../solver/glpkSolver.ts';
import { CliError } from '../CliError.ts';
import { collect } from '../collect.ts';
import { printTable } from '../printTable.ts';
import { readProblemFile } from '../readProblemFile.ts';

interface FrontierFlags {
  budget: string;
  hold: string[];
  steps: string;
  plans?: boolean;
  json?: boolean;
}

/** `mixbit frontier <problem.json> --budget bops --json`: the proven optimum at every budget. */
export function frontierCommand(): Command {
  return new Command('frontier')
    .description('the proven optimum at every limit of one budget: the whole trade-off')
    .argument('<problem.json>', 'a selection problem; the aqs.json of `measure` is one')
    .requiredOption('--budget <cost>', 'the cost whose limit moves: size, bops, latency or memory')
    .option('--hold <cost=limit>', 'another budget that stays as it is; may be repeated', collect, [])
    .option(
      '--steps <n>',
      'evenly spaced limits to answer exactly where the complete set is too large',
      '1024',
    )
    .option('--plans', 'with --json: the widths of every plan, too')
    .option('--json', 'print JSON instead of a table')
    .action(run);
}

async function run(path: string, flags: FrontierFlags): Promise<void> {
  const unlimited = await readProblemFile(path);
  const available = costsOf(unlimited);
  const cost = available.find((name) => name === flags.budget);
  if (!cost) throw new CliError(`No ${flags.budget} in this problem; choose ${available.join(', ')}.`, 2);
  const steps = Number(flags.steps);
  if (!Number.isInteger(steps) || steps < 2) throw new CliError('--steps is a whole number from 2 up.', 2);
  const held = readBudgets(unlimited, flags.hold);
  if (held[cost] !== undefined)
    throw new CliError(`--hold ${cost} is the budget that moves; leave it out.`, 2);
  const program = { ...unlimited, budgets: held };
  const staircase = new Staircase(program, cost);
  const ask = await createProgramSolver();
  let stage = 'hull';
  for (const progress of growStaircase(staircase, ask, { steps })) stage = progress.stage;
  const points = staircase.points();
  if (points.length === 0) throw new CliError('No plan holds the other budgets and pins.', 3);
  // Peak memory is no sum: there is no hull that supports points.
  const hull = cost === 'memory' ? [] : frontier(program, cost);
  const supported = new Set(hull.map((point) => point.cost.toPrecision(10)));
  const rows = points.map((point) => ({
    [cost]: point.cost,
    sensitivity: point.sensitivity,
    ...(cost === 'memory' ? {} : { supported: supported.has(point.cost.toPrecision(10)) }),
    ...(flags.plans
      ? {
          plan: Object.fromEntries(
            point.choice.map((o, g) => [program.groups[g]!.id, pairOf(program.groups[g]!.options[o]!)]),
          ),
        }
      : {}),
  }));
  if (flags.json) {
    const report = { budget: cost, held, complete: stage === 'all', steps, count: rows.length, points: rows };
    process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
    return;
  }
  printTable(
    [cost, 'total AQS', ...(cost === 'memory' ? [] : ['supported'])],
    rows.map((row, i) => [
      String(points[i]!.cost),
      String(row.sensitivity),
      ...(cost === 'memory' ? [] : [row.supported ? 'yes' : '']),
    ]),
  );
  process.stdout.write(
    `\n${rows.length} proven optima, ${stage === 'all' ? 'all there are' : `exact at ${steps} limits`}\n`,
  );
}
