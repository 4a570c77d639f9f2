import { fits, objectiveOf, totalOf, totalsOf } from './exactTotals.ts';
import { leastMemory } from './leastMemory.ts';
import type { CostName, Program, Solution, SumCost } from './Program.ts';

/** The same program with total AQS and one cost in each other's place: its cost is minimized, its AQS limited. */
export function swapObjective(program: Program, cost: SumCost, maxAqs: number): Program {
  const { [cost]: _, ...fixed } = program.fixed ?? {};
  return {
    ...(program.memory ? { memory: program.memory } : {}),
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
  return program.groups.reduce((total, { options, pin }) => {
    const open = pin === undefined ? options : [options[pin]!];
    return total + Math.min(...open.map((option) => option.sensitivity));
  }, 0);
}

const nothing = {
  status: 'infeasible',
  objective: Number.NaN,
  gap: Number.NaN,
  choice: [],
  totals: {},
} as const;

/** The program's other budgets alone: what can be had at best, however much of the cost is spent. */
const without = (program: Program, cost: CostName): Program => {
  const { [cost]: _, ...others } = program.budgets;
  return { ...program, budgets: others };
};

/** No plan keeps within the AQS limit: because of that limit, or already because of the other budgets. */
function aqsOutOfReach(
  program: Program,
  cost: CostName,
  maxAqs: number,
  solveMs: number,
  solve: (program: Program) => Solution,
): Solution {
  const others = without(program, cost);
  const isAlone = Object.keys(others.budgets).length === 0;
  const best = isAlone ? null : solve(others);
  if (best?.infeasible) return { ...nothing, solveMs, infeasible: best.infeasible };
  const nearest = best ? best.objective : leastAqs(program);
  const given = isAlone ? '' : ' and holds the other budgets';
  const text = `No plan has a total AQS within ${maxAqs}${given}: the least is ${nearest}. Raise the AQS limit to at least that${isAlone ? '' : ', or one of the budgets'}.`;
  return { ...nothing, solveMs, infeasible: { budget: 'aqs', limit: maxAqs, nearest, groups: [], text } };
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
  const found =
    cost === 'memory'
      ? leastMemory(without(program, cost), solve, maxAqs)
      : solve(swapObjective(program, cost, maxAqs));
  if (!found || found.status === 'infeasible') {
    return aqsOutOfReach(program, cost, maxAqs, found?.solveMs ?? 0, solve);
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
