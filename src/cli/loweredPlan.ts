import { totalOf } from '../core/plan/exactTotals.ts';
import type { OptimumGap } from '../core/plan/optimumGap.ts';
import type { Program, SumCost } from '../core/plan/Program.ts';
import type { Criterion } from '../core/verify/Criterion.ts';
import { howLowered, writeCriterion } from '../core/verify/formatCriterion.ts';
import type { Verification } from '../core/verify/Verification.ts';
import { type MeasuredPlanFile, writeMeasuredPlan } from './measuredPlanFile.ts';
import { packageVersion } from './packageVersion.ts';

/** What a search by a criterion ended with. */
export interface LoweredPlan {
  readonly choice: readonly number[];
  readonly verification: Verification;
  /** What the criterion is about, as measured. */
  readonly value: number;
  readonly evaluations: number;
  readonly text: string;
  /** The cost that it is compared in. */
  readonly cost: SumCost;
  readonly gap: OptimumGap | null;
  /** The ILP's plan at the same cost, as measured. */
  readonly measuredOptimum: Verification | null;
  /** True where the plan is the ILP's own. */
  readonly optimal: boolean;
}

type Common =
  | 'loaded'
  | 'layers'
  | 'profile'
  | 'groups'
  | 'program'
  | 'settings'
  // What AQS come from, and what plans were measured on.
  | 'data'
  | 'measuredOn';

/**
 * The plan as a file that `verify` and the page open, with its criterion and measurement beside it. A plan that is not the
 * ILP's is marked as refined, so that whoever opens it gets this plan and no other of the same cost.
 */
export async function writeLoweredPlan(
  input: Pick<MeasuredPlanFile, Common> & { readonly criterion: Criterion; readonly found: LoweredPlan },
): Promise<string> {
  const { criterion, found, ...common } = input;
  const { choice, cost, verification, value, evaluations, gap, optimal } = found;
  const program: Program = {
    ...input.program,
    budgets: { [cost]: totalOf(input.program, choice, cost) },
  };
  const version = await packageVersion();
  return writeMeasuredPlan({
    ...common,
    program,
    choice,
    mainBudget: cost,
    ...(gap ? { optimum: gap.optimum } : {}),
    optimal,
    verification,
    ...(optimal
      ? {}
      : {
          refined: howLowered(criterion, verification.images),
          finder: { name: 'mixbit lowering', version },
        }),
    extra: { lowering: { criterion: writeCriterion(criterion), value, evaluations } },
  });
}
