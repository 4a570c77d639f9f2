import { fits, objectiveOf, totalOf } from './exactTotals.ts';
import { costTitles, formatNumber } from './formatCost.ts';
import type { CostName, Program, Solution } from './Program.ts';

/** Solves a program exactly; the port's `Solver.solve` is one. */
export type Solve = (program: Program) => Promise<Solution> | Solution;

/** How far a plan is from the ILP's at the same cost. */
export interface OptimumGap {
  readonly cost: CostName;
  /** The plan's total, which the optimum had as its budget. */
  readonly total: number;
  readonly objective: number;
  readonly optimum: number;
  /** objective / optimum - 1; Infinity where only the optimum is free of AQS. */
  readonly excess: number;
  /** The ILP's plan. */
  readonly choice: readonly number[];
  readonly text: string;
}

/** Compares a plan with the optimum at the same total of one cost, pins and other budgets aside. Null where none is found. */
export async function optimumGap(
  program: Program,
  choice: readonly number[],
  cost: CostName,
  solve: Solve,
): Promise<OptimumGap | null> {
  const total = totalOf(program, choice, cost);
  const solution = await solve({ ...program, budgets: { [cost]: total } });
  if (solution.status === 'infeasible') return null;
  const objective = objectiveOf(program, choice);
  const optimum = solution.objective;
  const excess = fits(objective, optimum)
    ? 0
    : optimum > 0
      ? objective / optimum - 1
      : Number.POSITIVE_INFINITY;
  const name = cost === 'bops' ? costTitles.bops : costTitles[cost].toLowerCase();
  const text =
    excess === 0
      ? `As good as the ILP's plan at the same ${name}.`
      : excess === Number.POSITIVE_INFINITY
        ? `The ILP's plan at the same ${name} has no AQS at all, this one ${formatNumber(objective)}.`
        : excess < 1
          ? `${formatNumber(excess * 100)} % more AQS than the ILP's plan at the same ${name}.`
          : `${formatNumber(1 + excess)} times the AQS of the ILP's plan at the same ${name}.`;
  return { cost, total, objective, optimum, excess, choice: solution.choice, text };
}
