import { budgetedCosts, fits, objectiveOf, totalOf, totalsOf } from './exactTotals.ts';
import { cheapestChoice } from './leastTotal.ts';
import type { CostName, Program, Solution } from './Program.ts';

/** The same program with total AQS and one cost in each other's place: its cost is minimized, its AQS limited. */
export function swapObjective(program: Program, cost: CostName, maxAqs: number): Program {
  const { [cost]: _, ...fixed } = program.fixed ?? {};
  return {
    groups: program.groups.map((group) => ({
      ...group,
      options: group.options.map((option) => ({
        ...option,
        sensitivity: option.costs[cost]!,
        costs: { ...option.costs, [cost]: option.sensitivity },
      })),
    })),
    budgets: { ...program.budgets, [cost]: maxAqs },
    fixed,
  };
}

/** The least total AQS that pins leave possible, budgets ignored. */
export function leastAqs(program: Program): number {
  const first = budgetedCosts(program)[0] ?? 'bops';
  const swapped = swapObjective(program, first, 0);
  return objectiveOf(program, cheapestChoice(swapped, first));
}

/**
 * The plan of least cost whose total AQS is at most `maxAqs`, under the program's other budgets and pins, proven by
 * `solve`. The answer's `objective` is the plan's total AQS as ever; its gap is that of the cost.
 */
export function minimizeCost(
  program: Program,
  cost: CostName,
  maxAqs: number,
  solve: (program: Program) => Solution,
): Solution {
  const found = solve(swapObjective(program, cost, maxAqs));
  const nothing = {
    status: 'infeasible',
    objective: Number.NaN,
    gap: Number.NaN,
    choice: [],
    totals: {},
  } as const;
  if (found.status === 'infeasible') {
    const least = leastAqs(program);
    const text = fits(least, maxAqs)
      ? `No plan has a total AQS within ${maxAqs} and holds the other budgets. Raise one of them or the AQS limit.`
      : `No plan has a total AQS within ${maxAqs}: the least is ${least}. Raise the AQS limit to at least that.`;
    return {
      ...nothing,
      solveMs: found.solveMs,
      infeasible: { budget: cost, limit: maxAqs, nearest: least, groups: [], text },
    };
  }
  const total = totalOf(program, found.choice, cost);
  const limit = program.budgets[cost];
  if (limit !== undefined && !fits(total, limit)) {
    const text = `No plan has a total AQS within ${maxAqs} and ${cost} within ${limit}: the least ${cost} is ${total}.`;
    return {
      ...nothing,
      solveMs: found.solveMs,
      infeasible: { budget: cost, limit, nearest: total, groups: [], text },
    };
  }
  return { ...found, objective: objectiveOf(program, found.choice), totals: totalsOf(program, found.choice) };
}
