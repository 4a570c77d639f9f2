import { planTotals } from '../core/cost/planTotals.ts';
import type { LayerAqsFile } from '../core/exports/layerAqs.ts';
import type { PlanFile } from '../core/exports/PlanFile.ts';
import { planJson } from '../core/exports/planJson.ts';
import { writeVerification } from '../core/exports/verificationFile.ts';
import type { Group } from '../core/groups/Group.ts';
import type { Layer } from '../core/model/Layer.ts';
import { objectiveOf, totalsOf } from '../core/plan/exactTotals.ts';
import { makePlan } from '../core/plan/makePlan.ts';
import type { CostName, Program } from '../core/plan/Program.ts';
import type { LoadedModel } from '../core/ports.ts';
import type { Profile } from '../core/profile/Profile.ts';
import type { Verification } from '../core/verify/Verification.ts';
import type { AqsData, AqsSettings } from './AqsFile.ts';
import { packageVersion } from './packageVersion.ts';

export interface MeasuredPlanFile {
  readonly loaded: LoadedModel;
  readonly layers: readonly Layer[];
  readonly profile: Profile;
  readonly groups: readonly Group[];
  /** With the budgets that the file states. */
  readonly program: Program;
  readonly choice: readonly number[];
  readonly mainBudget: CostName;
  /** Least total AQS within the budgets, where that is known. */
  readonly optimum?: number;
  /** Whether the plan is the optimum, as the ILP answered. */
  readonly optimal: boolean;
  readonly settings: AqsSettings;
  /** What AQS come from, and what the plan was measured on. */
  readonly data: AqsData;
  readonly measuredOn: AqsData;
  readonly verification: Verification;
  readonly assignment?: PlanFile['assignment'];
  readonly objective?: PlanFile['objective'];
  readonly layerAqs?: LayerAqsFile;
  /** How it was found, where whoever opens the file must get this plan and not the optimum. */
  readonly refined?: string;
  /** What found it; the solver where absent. */
  readonly finder?: Pick<PlanFile['solver'], 'name' | 'version'>;
  /** What the file says besides. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** A measured plan as a file that `verify`, `refine` and the page open. */
export async function writeMeasuredPlan(input: MeasuredPlanFile): Promise<string> {
  const { loaded, layers, profile, groups, program, choice, optimum, optimal, refined } = input;
  const objective = objectiveOf(program, choice);
  const plan = makePlan(program, {
    status: optimal ? 'optimal' : 'feasible',
    objective,
    gap: optimum !== undefined && objective > 0 ? Math.max(0, (objective - optimum) / objective) : 0,
    choice,
    totals: totalsOf(program, choice),
    solveMs: 0,
  })!;
  const whole = planTotals(
    { model: loaded.model, layers, profile },
    (layer) => plan.pairs[layer.name] ?? null,
  );
  const version = await packageVersion();
  const file: PlanFile = JSON.parse(
    planJson({
      producer: { name: 'mixbit-studio', version },
      model: { name: loaded.model.name, format: loaded.model.format, sha256: loaded.sha256 },
      profile,
      groups,
      program,
      plan,
      mainBudget: input.mainBudget,
      aqsLimit: input.objective?.aqs_limit ?? null,
      tolerance: input.objective?.tolerance ?? 0,
      solverVersion: version,
      settings: input.settings,
      data: input.data,
      assignment: input.assignment ?? {},
      activationBytes: whole.activationBytes,
      ...(whole.latencyMs === null
        ? {}
        : { conversions: { count: whole.conversions, ms: whole.conversionMs } }),
      verification: writeVerification(input.verification, input.measuredOn),
      ...(refined === undefined ? {} : { refined }),
    }),
  );
  const solver = { ...file.solver, ...input.finder };
  const layerAqs = input.layerAqs ? { layer_aqs: input.layerAqs } : {};
  return `${JSON.stringify({ ...file, solver, ...layerAqs, ...input.extra }, null, 2)}\n`;
}
