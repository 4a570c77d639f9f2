import { type BisectProbe, type BisectResult, bisectBudget } from '../core/plan/bisectBudget.ts';
import type { LoweringEvent } from '../core/plan/Lowering.ts';
import { lowerPlan } from '../core/plan/lowerPlan.ts';
import { MeasuredPlans } from '../core/plan/MeasuredPlans.ts';
import { measuredSteps } from '../core/plan/measuredSteps.ts';
import type { CostName, Program, Solution, SumCost } from '../core/plan/Program.ts';
import type { AqsTable, Distance } from '../core/sensitivity/AqsTable.ts';
import type { Criterion } from '../core/verify/Criterion.ts';
import type { Verification } from '../core/verify/Verification.ts';
import type { LoweringSettings } from './LoweringState.ts';
import { optionsOf } from './selectors/selectLowering.ts';

/** All that one search is about, and what it found out so far: enough to go through it again, at once. */
export interface LoweringRun {
  readonly id: number;
  readonly settings: LoweringSettings;
  readonly criterion: Criterion;
  readonly program: Program;
  readonly cost: CostName;
  readonly images: number;
  readonly question: string;
  readonly aqs: AqsTable;
  /** Step AQS as measured, by `stepKey`; null before they are. */
  steps: AqsTable | null;
  readonly distance: Distance;
  readonly macs: ReadonlyMap<string, number>;
  readonly measured: Map<string, Verification>;
  readonly solved: Map<string, Solution>;
  /** Time of each measurement, ms. */
  readonly times: number[];
  /** Events that the state holds already. */
  seen: number;
}

export type SearchEvent = LoweringEvent | BisectProbe | BisectResult;

interface Machine {
  readonly measure: (choice: readonly number[]) => Promise<Verification>;
  readonly solve: (program: Program) => Promise<Solution>;
}

/**
 * The events of a search from its beginning. What the run knows is answered from there, so a search that was paused, or
 * whose measurement was broken off, comes to where it was without the machine, and then goes on.
 */
export function searchEvents(
  run: LoweringRun,
  { measure, solve }: Machine,
): AsyncGenerator<SearchEvent, void, undefined> {
  const plans = new MeasuredPlans(async (choice) => {
    const key = choice.join();
    const verification = run.measured.get(key) ?? (await measure(choice));
    run.measured.set(key, verification);
    return verification;
  });
  const solveOnce = async (program: Program): Promise<Solution> => {
    const key = JSON.stringify(program.budgets);
    const solution = run.solved.get(key) ?? (await solve(program));
    run.solved.set(key, solution);
    return solution;
  };
  const { program, criterion, settings, cost } = run;
  const common = { program, criterion, plans, solve: solveOnce };
  if (settings.search === 'smallest') return bisectBudget({ ...common, cost });
  return lowerPlan(
    {
      ...common,
      macs: (layer) => run.macs.get(layer) ?? 0,
      stepAqs: measuredSteps(run.steps ?? {}, run.aqs, run.distance),
      cost: sumCostOf(cost),
    },
    optionsOf(settings),
  );
}

/** The optimum at the same peak memory says little about sums: BOPS stand in. */
export function sumCostOf(cost: CostName): SumCost {
  return cost === 'memory' ? 'bops' : cost;
}
