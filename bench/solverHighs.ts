import type { Highs } from 'highs';
import { budgetedCosts, withSlack } from '../src/core/plan/exactTotals.ts';
import type { Program } from '../src/core/plan/Program.ts';

/**
 * A program solved whole by HiGHS, an exact solver of other make: option index by group. Rows are scaled to a limit of
 * 1e6 and the objective to about 1e4, where HiGHS' absolute tolerances are small.
 */
export function highsChoice(highs: Highs, program: Program): readonly number[] {
  const terms = (value: (g: number, o: number) => number): string =>
    program.groups
      .flatMap((group, g) => group.options.map((_, o) => `${value(g, o).toPrecision(17)} x${g}_${o}`))
      .join('\n + ');
  const option = (g: number, o: number) => program.groups[g]!.options[o]!;
  const worst = program.groups.reduce(
    (total, group) => total + Math.min(...group.options.map((o) => o.sensitivity)),
    0,
  );
  const scale = 1e4 / (worst || 1);
  const rows = budgetedCosts(program).map((cost) => {
    const limit = withSlack(program.budgets[cost]!);
    return ` ${cost}: ${terms((g, o) => (option(g, o).costs[cost]! / limit) * 1e6)} <= 1e6`;
  });
  const one = program.groups.map(
    (group, g) => ` one${g}: ${group.options.map((_, o) => `x${g}_${o}`).join(' + ')} = 1`,
  );
  const text = [
    'Minimize',
    ` aqs: ${terms((g, o) => option(g, o).sensitivity * scale)}`,
    'Subject To',
    ...rows,
    ...one,
    'Binary',
    ...program.groups.map((group, g) => group.options.map((_, o) => ` x${g}_${o}`).join('')),
    'End',
  ].join('\n');
  const solution = highs.solve(text, { mip_rel_gap: 0, mip_abs_gap: 0, output_flag: false });
  const columns = solution.Columns as Readonly<Record<string, { readonly Primal?: number }>>;
  return program.groups.map((group, g) =>
    group.options.findIndex((_, o) => (columns[`x${g}_${o}`]?.Primal ?? 0) > 0.5),
  );
}
