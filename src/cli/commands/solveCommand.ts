import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { readBudgets, readProblem } from '../../core/plan/problemFile.ts';
import { solveReport } from '../../core/plan/solveReport.ts';
import { createGlpkSolver } from '../../solver/glpkSolver.ts';
import { CliError } from '../CliError.ts';
import { collect } from '../collect.ts';
import { printTable } from '../printTable.ts';

/** `mixbit solve <problem.json> --budget bops=50%`: the exact optimum of a selection problem. */
export function solveCommand(): Command {
  return new Command('solve')
    .description('the plan of least total sensitivity within the budgets, proven optimal')
    .argument('<problem.json>', 'a selection problem; the aqs.json of `measure` is one')
    .requiredOption(
      '--budget <cost=limit>',
      "a limit in the problem's own units or a percentage between the cheapest and the dearest plan; may be repeated",
      collect,
    )
    .option('--json', 'print JSON instead of a table')
    .action(async (path: string, options: { budget: string[]; json?: boolean }) => {
      const text = await readFile(path, 'utf8').catch(() => {
        throw new CliError(`No problem at ${path}.`);
      });
      const unlimited = readProblem(text, path);
      const program = { ...unlimited, budgets: readBudgets(unlimited, options.budget) };
      const solver = await createGlpkSolver();
      const solution = await solver.solve(program);
      const report = solveReport(program, solution);
      if (options.json) process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
      if (solution.infeasible) throw new CliError(solution.infeasible.text, 3);
      if (options.json) return;
      printTable(
        ['group', 'weight bits', 'activation bits'],
        Object.entries(report.plan).map(([id, pair]) => [
          id,
          String(pair.weightBits),
          String(pair.activationBits),
        ]),
      );
      const totals = Object.entries(report.totals).map(([cost, total]) => {
        const limit = program.budgets[cost as keyof typeof program.budgets];
        return `${cost} ${total}${limit === undefined ? '' : ` of ${limit}`}`;
      });
      process.stdout.write(
        `\n${report.status}, gap ${report.gap}, total sensitivity ${report.objective}, ${report.solveMs.toFixed(1)} ms\n${totals.join('\n')}\n`,
      );
    });
}
