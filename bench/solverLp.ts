import { budgetedCosts, withSlack } from '../src/core/plan/exactTotals.ts';
import type { Program } from '../src/core/plan/Program.ts';

/**
 * A program whole, in the LP format of CPLEX. Rows are scaled to a limit of 1e6 and the objective to about 1e4, where the
 * absolute tolerances of HiGHS and CBC are small. Variables are `x<group>_<option>`.
 */
export function lpText(program: Program): string {
  const terms = (value: (g: number, o: number) => number): string =>
    program.groups
      .flatMap((group, g) =>
        (group.pin === undefined ? group.options.map((_, o) => o) : [group.pin]).map(
          (o) => `${value(g, o).toPrecision(17)} x${g}_${o}`,
        ),
      )
      .join('\n + ');
  const option = (g: number, o: number) => program.groups[g]!.options[o]!;
  const open = program.groups.map((group) =>
    group.pin === undefined ? group.options.map((_, o) => o) : [group.pin],
  );
  const worst = program.groups.reduce(
    (total, group) => total + Math.min(...group.options.map((o) => o.sensitivity)),
    0,
  );
  const scale = 1e4 / (worst || 1);
  const rows = budgetedCosts(program).map((cost) => {
    const limit = withSlack(program.budgets[cost]!);
    return ` ${cost}: ${terms((g, o) => (option(g, o).costs[cost]! / limit) * 1e6)} <= 1e6`;
  });
  const one = open.map((options, g) => ` one${g}: ${options.map((o) => `x${g}_${o}`).join('\n + ')} = 1`);
  return [
    'Minimize',
    ` aqs: ${terms((g, o) => option(g, o).sensitivity * scale)}`,
    'Subject To',
    ...rows,
    ...one,
    'Binary',
    ...open.map((options, g) => options.map((o) => ` x${g}_${o}`).join('\n')),
    'End',
    '',
  ].join('\n');
}
