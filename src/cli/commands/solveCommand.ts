import { Command } from 'commander';
import { costsOf } from '../../core/plan/exactTotals.ts';
import { explainConflict, type InfeasibleExplanation } from '../../core/plan/explainConflict.ts';
import { explainPlan, type PlanExplanation } from '../../core/plan/explainPlan.ts';
import { minimizeCost } from '../../core/plan/minimizeCost.ts';
import type { CostName, Program, Solution } from '../../core/plan/Program.ts';
import { readBudgets } from '../../core/plan/problemFile.ts';
import { solveReport } from '../../core/plan/solveReport.ts';
import { createProgramSolver } from '../../solver/glpkSolver.ts';
import { CliError } from '../CliError.ts';
import { collect } from '../collect.ts';
import { type NearFlags, nearOption, nearWishes, toleranceOption } from '../nearPlan.ts';
import { printTable } from '../printTable.ts';
import { readProblemFile } from '../readProblemFile.ts';

interface SolveFlags extends NearFlags {
  budget: string[];
  json?: boolean;
  minimize?: string;
  maxAqs?: string;
  explain?: boolean;
}

/** `mixbit solve <problem.json> --budget bops=50%`: the exact optimum of a selection problem. */
export function solveCommand(): Command {
  return new Command('solve')
    .description('the plan of least total sensitivity within the budgets, proven optimal')
    .argument('<problem.json>', 'a selection problem; the aqs.json of `measure` is one')
    .option(
      '--budget <cost=limit>',
      "a limit in the problem's own units or a percentage between the cheapest and the dearest plan; may be repeated",
      collect,
      [],
    )
    .option('--minimize <aqs|cost>', 'what to minimize; a cost needs --max-aqs', 'aqs')
    .option('--max-aqs <number>', 'limit on total AQS when a cost is minimized')
    .option(...nearOption)
    .option(...toleranceOption)
    .option('--explain', 'say what decides each group, what changes next, and what each budget and pin costs')
    .option('--json', 'print JSON instead of a table')
    .action(solve);
}

async function solve(path: string, flags: SolveFlags): Promise<void> {
  const unlimited = await readProblemFile(path);
  const cost = costToMinimize(unlimited, flags);
  if (flags.budget.length === 0 && cost === null) {
    throw new CliError('Without a budget the widest pairs win; give --budget <cost=limit>.', 2);
  }
  const program = { ...unlimited, budgets: readBudgets(unlimited, flags.budget) };
  const ask = await createProgramSolver();
  const wishes = await nearWishes(program, flags);
  if (cost !== null && wishes.previous) throw new CliError('--near goes with --minimize aqs.', 2);
  const solution =
    cost === null
      ? (await createProgramSolver(wishes))(program)
      : minimizeCost(program, cost, Number(flags.maxAqs), ask);
  const report = solveReport(program, solution);
  const explained = flags.explain && cost === null ? explain(program, solution, ask) : null;
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(explained ? { ...report, ...explained } : report, null, 1)}\n`);
  }
  if (solution.infeasible) {
    const ways = explained?.conflict ? ` ${explained.conflict.text}` : '';
    throw new CliError(`${solution.infeasible.text}${ways}`, 3);
  }
  if (flags.json) return;
  const reasons = explained?.explanation;
  printTable(
    ['group', 'weight bits', 'activation bits', ...(reasons ? ['why'] : [])],
    Object.entries(report.plan).map(([id, pair], g) => [
      id,
      String(pair.weightBits),
      String(pair.activationBits),
      ...(reasons ? [reasons.groups[g]!.text] : []),
    ]),
  );
  const totals = Object.entries(report.totals).map(([name, total]) => {
    const limit = program.budgets[name as CostName];
    return `${name} ${total}${limit === undefined ? '' : ` of ${limit}`}`;
  });
  process.stdout.write(
    `\n${report.status}, gap ${report.gap}, total sensitivity ${report.objective}, ${report.solveMs.toFixed(1)} ms\n${totals.join('\n')}\n`,
  );
  if (report.peak) {
    const { node, tensors } = report.peak;
    const live = tensors.map(({ name, bits, bytes }) => `${name} ${bytes} (${bits} bits)`);
    process.stdout.write(`memory is at its peak at ${node}: ${live.join(', ')}\n`);
  }
  if (!reasons) return;
  const lines = [
    ...reasons.next.map(({ text }) => text),
    ...Object.entries(reasons.shadowPrices).map(
      ([name, price]) =>
        `${name} budget: ${price === 0 ? 'does not bind' : `about ${price} AQS per unit here, the slope of the relaxation`}`,
    ),
    ...Object.entries(reasons.pinPrices).map(([id, price]) => `pin of ${id}: costs ${price} AQS`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function costToMinimize(program: Program, { minimize = 'aqs', maxAqs }: SolveFlags): CostName | null {
  if (minimize === 'aqs') {
    if (maxAqs !== undefined) throw new CliError('--max-aqs goes with --minimize <cost>.', 2);
    return null;
  }
  const available = costsOf(program);
  const cost = available.find((name) => name === minimize);
  if (!cost) throw new CliError(`Cannot minimize "${minimize}"; choose aqs, ${available.join(', ')}.`, 2);
  const limit = Number(maxAqs);
  if (maxAqs === undefined || !(limit >= 0) || !Number.isFinite(limit)) {
    throw new CliError('--minimize <cost> needs --max-aqs, a number from 0 up.', 2);
  }
  return cost;
}

interface Explained {
  readonly explanation?: PlanExplanation;
  readonly conflict?: InfeasibleExplanation;
}

function explain(program: Program, solution: Solution, ask: (program: Program) => Solution): Explained {
  return solution.status === 'infeasible'
    ? { conflict: explainConflict(program, ask) }
    : { explanation: explainPlan(program, solution.choice, ask) };
}
