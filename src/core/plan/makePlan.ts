import type { Costs } from '../cost/layerCosts.ts';
import type { Pair } from '../profile/Pair.ts';
import type { Budgets, Program, Solution } from './Program.ts';
import { pairOf } from './uniformPlans.ts';

export interface PlanGroup {
  readonly id: string;
  readonly layers: readonly string[];
  readonly pair: Pair;
  readonly pinned: boolean;
  /** Group AQS at the pair. */
  readonly sensitivity: number;
  readonly costs: Costs;
}

/** One pair for every group: what a solution means. */
export interface Plan {
  readonly groups: readonly PlanGroup[];
  readonly objective: number;
  readonly gap: number;
  readonly status: 'optimal' | 'feasible';
  readonly totals: Costs;
  readonly budgets: Budgets;
  /** Layer name -> pair; layers in no group (float) are absent. */
  readonly pairs: Readonly<Record<string, Pair>>;
}

/** The plan of a solution; null when it is infeasible or belongs to another program. */
export function makePlan(program: Program, solution: Solution): Plan | null {
  if (solution.status === 'infeasible' || solution.choice.length !== program.groups.length) return null;
  const groups: PlanGroup[] = [];
  for (const [g, group] of program.groups.entries()) {
    const option = group.options[solution.choice[g]!];
    if (!option) return null;
    groups.push({
      id: group.id,
      layers: group.layers,
      pair: pairOf(option),
      pinned: group.pin !== undefined,
      sensitivity: option.sensitivity,
      costs: option.costs,
    });
  }
  return {
    groups,
    objective: solution.objective,
    gap: solution.gap,
    status: solution.status,
    totals: solution.totals,
    budgets: program.budgets,
    pairs: Object.fromEntries(groups.flatMap((group) => group.layers.map((layer) => [layer, group.pair]))),
  };
}
