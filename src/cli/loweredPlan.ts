import { planTotals } from '../core/cost/planTotals.ts';
import { planJson } from '../core/exports/planJson.ts';
import { writeVerification } from '../core/exports/verificationFile.ts';
import type { Group } from '../core/groups/Group.ts';
import type { Layer } from '../core/model/Layer.ts';
import { objectiveOf, totalOf, totalsOf } from '../core/plan/exactTotals.ts';
import { makePlan } from '../core/plan/makePlan.ts';
import type { OptimumGap } from '../core/plan/optimumGap.ts';
import type { Program, SumCost } from '../core/plan/Program.ts';
import type { LoadedModel } from '../core/ports.ts';
import type { Profile } from '../core/profile/Profile.ts';
import type { Criterion } from '../core/verify/Criterion.ts';
import { formatCriterion, writeCriterion } from '../core/verify/formatCriterion.ts';
import type { Verification } from '../core/verify/Verification.ts';
import type { AqsData, AqsSettings } from './AqsFile.ts';
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

/**
 * The plan as a file that `verify` and the page open, with its criterion and measurement beside it. A plan that is not the
 * ILP's is marked as refined, so that whoever opens it gets this plan and no other of the same cost.
 */
export async function writeLoweredPlan(input: {
  readonly loaded: LoadedModel;
  readonly layers: readonly Layer[];
  readonly profile: Profile;
  readonly groups: readonly Group[];
  readonly program: Program;
  readonly criterion: Criterion;
  readonly settings: AqsSettings;
  /** What AQS come from, and what plans were measured on. */
  readonly data: AqsData;
  readonly measuredOn: AqsData;
  readonly found: LoweredPlan;
}): Promise<string> {
  const { loaded, layers, profile, groups, criterion, settings, data, measuredOn, found } = input;
  const { choice, cost, verification, value, evaluations, gap, optimal } = found;
  const program: Program = {
    ...input.program,
    budgets: { [cost]: totalOf(input.program, choice, cost) },
  };
  const objective = objectiveOf(program, choice);
  const plan = makePlan(program, {
    status: optimal ? 'optimal' : 'feasible',
    objective,
    gap: gap && objective > 0 ? Math.max(0, (objective - gap.optimum) / objective) : 0,
    choice,
    totals: totalsOf(program, choice),
    solveMs: 0,
  })!;
  const whole = planTotals(
    { model: loaded.model, layers, profile },
    (layer) => plan.pairs[layer.name] ?? null,
  );
  const version = await packageVersion();
  const file = JSON.parse(
    planJson({
      producer: { name: 'mixbit-studio', version },
      model: { name: loaded.model.name, format: loaded.model.format, sha256: loaded.sha256 },
      profile,
      groups,
      program,
      plan,
      mainBudget: cost,
      solverVersion: version,
      settings,
      data,
      assignment: {},
      activationBytes: whole.activationBytes,
      ...(whole.latencyMs === null
        ? {}
        : { conversions: { count: whole.conversions, ms: whole.conversionMs } }),
      verification: writeVerification(verification, measuredOn),
      ...(optimal ? {} : { refined: `lowered: ${formatCriterion(criterion)}` }),
    }),
  );
  const name = optimal ? file.solver.name : 'mixbit lowering';
  const lowering = { criterion: writeCriterion(criterion), value, evaluations };
  return `${JSON.stringify({ ...file, solver: { ...file.solver, name }, lowering }, null, 2)}\n`;
}
