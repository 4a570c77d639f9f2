import { sumBudgets, withSlack } from '../src/core/plan/exactTotals.ts';
import type { Program } from '../src/core/plan/Program.ts';

/** Every tensor's bits are at least what each of its readers chose; every step's sum is within the limit. */
function memoryLines(program: Program): { readonly rows: string[]; readonly bounds: string[] } {
  const { memory, budgets, groups } = program;
  if (!memory || budgets.memory === undefined) return { rows: [], bounds: [] };
  const limit = withSlack(budgets.memory) * 8;
  const rows = memory.tensors.flatMap((tensor, t) =>
    tensor.groups.map((g) => {
      const { options, pin } = groups[g]!;
      const open = pin === undefined ? options.map((_, o) => o) : [pin];
      const chosen = open.map((o) => `- ${options[o]!.activationBits} x${g}_${o}`);
      return ` read${t}_${g}: w${t} ${chosen.join(' ')} >= 0`;
    }),
  );
  const steps = memory.steps.map(({ live }, s) => {
    const terms = live.map((t) => `${((memory.tensors[t]!.values / limit) * 1e6).toPrecision(17)} w${t}`);
    return ` step${s}: ${terms.join('\n + ')} <= 1e6`;
  });
  return {
    rows: [...rows, ...steps.filter((_, s) => memory.steps[s]!.live.length > 0)],
    bounds: ['Bounds', ...memory.tensors.map(({ bits }, t) => ` w${t} >= ${bits}`)],
  };
}

/**
 * A program whole, in the LP format of CPLEX. Rows are scaled to a limit of 1e6 and the objective to about 1e4, where the
 * absolute tolerances of HiGHS and CBC are small. Variables are `x<group>_<option>`, and `w<tensor>` for the bits of a tensor
 * where peak memory is limited.
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
  const rows = sumBudgets(program).map((cost) => {
    const limit = withSlack(program.budgets[cost]!);
    return ` ${cost}: ${terms((g, o) => (option(g, o).costs[cost]! / limit) * 1e6)} <= 1e6`;
  });
  const memory = memoryLines(program);
  const one = open.map((options, g) => ` one${g}: ${options.map((o) => `x${g}_${o}`).join('\n + ')} = 1`);
  return [
    'Minimize',
    ` aqs: ${terms((g, o) => option(g, o).sensitivity * scale)}`,
    'Subject To',
    ...rows,
    ...one,
    ...memory.rows,
    ...memory.bounds,
    'Binary',
    ...open.map((options, g) => options.map((o) => ` x${g}_${o}`).join('\n')),
    'End',
    '',
  ].join('\n');
}
