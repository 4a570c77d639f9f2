import type { Group } from '../groups/Group.ts';
import type { Plan } from '../plan/makePlan.ts';
import type { CostName, Program } from '../plan/Program.ts';
import { pairKey } from '../profile/Pair.ts';
import type { Profile } from '../profile/Profile.ts';
import { profileHash } from '../profile/profileHash.ts';
import type { PlanFile, PlanFileGroup } from './PlanFile.ts';
import { planSchemaId } from './planSchema.ts';

/** All that an export needs; the host gathers it, nothing is looked up here. */
export interface PlanExport {
  readonly producer: { readonly name: string; readonly version: string };
  readonly model: { readonly name: string; readonly format: string; readonly sha256: string };
  readonly profile: Profile;
  readonly groups: readonly Group[];
  readonly program: Program;
  readonly plan: Plan;
  readonly mainBudget: CostName;
  /** Limit on total AQS under which the main budget's cost was minimized; null or absent: AQS was. */
  readonly aqsLimit?: number | null;
  /** Share given up for calm; 0 when absent. */
  readonly tolerance?: number;
  readonly solverVersion: string;
  readonly settings: PlanFile['settings'];
  readonly data: PlanFile['data'];
  readonly assignment: PlanFile['assignment'];
  readonly activationBytes?: number;
  readonly verification?: PlanFile['verification'];
  readonly refined?: string;
  /** Changes of width between layers: how many, and what they add to the latency, ms (null: no known price). */
  readonly conversions?: { readonly count: number; readonly ms: number | null };
}

function planGroups({ groups, program, plan }: PlanExport): PlanFileGroup[] {
  const reasons = new Map(groups.map((group) => [group.id, group.reasons]));
  const options = new Map(program.groups.map((group) => [group.id, group.options]));
  return plan.groups.map((group) => ({
    id: group.id,
    layers: group.layers,
    reasons: reasons.get(group.id) ?? [],
    pair: pairKey(group.pair),
    weight_bits: group.pair.weightBits,
    activation_bits: group.pair.activationBits,
    pinned: group.pinned,
    sensitivity: group.sensitivity,
    aqs: Object.fromEntries(
      (options.get(group.id) ?? []).map((option) => [pairKey(option), option.sensitivity]),
    ),
    costs: group.costs,
  }));
}

function objectiveOf({ aqsLimit = null, tolerance = 0 }: PlanExport): Pick<PlanFile, 'objective'> {
  if (aqsLimit === null && tolerance === 0) return {};
  return {
    objective: {
      ...(aqsLimit === null ? {} : { aqs_limit: aqsLimit }),
      ...(tolerance === 0 ? {} : { tolerance }),
    },
  };
}

/** The plan as plain data. */
export function planFile(input: PlanExport): PlanFile {
  const { plan, profile } = input;
  const table = profile.latency_model.measured_table;
  return {
    $schema: planSchemaId,
    schema_version: '1.0.0',
    producer: input.producer,
    model: input.model,
    profile: {
      id: profile.id,
      version: profile.profile_version,
      sha256: profileHash(profile),
      ...(table ? { latency_table: table } : {}),
    },
    budgets: plan.budgets,
    main_budget: input.mainBudget,
    ...objectiveOf(input),
    solver: {
      name: 'GLPK',
      version: input.solverVersion,
      status: plan.status,
      gap: plan.gap,
      objective: plan.objective,
    },
    settings: input.settings,
    data: input.data,
    groups: planGroups(input),
    totals: {
      ...plan.totals,
      ...(input.activationBytes === undefined ? {} : { activation_bytes: input.activationBytes }),
      ...(input.conversions ? { conversions: input.conversions.count } : {}),
      ...(input.conversions && input.conversions.ms !== null
        ? { conversion_latency: input.conversions.ms }
        : {}),
    },
    ...(input.verification ? { verification: input.verification } : {}),
    ...(input.refined === undefined ? {} : { refined: input.refined }),
    assignment: input.assignment,
  };
}

/** The plan as a versioned file: JSON text, two-space indent. Throws an Error naming the place of a NaN or Infinity. */
export function planJson(input: PlanExport): string {
  const path: string[] = [];
  const finite = (value: unknown): void => {
    if (typeof value === 'number' && !Number.isFinite(value)) {
      throw new Error(`The plan holds ${value} at ${path.join('.')}; measure again before exporting.`);
    }
    if (typeof value !== 'object' || value === null) return;
    for (const [key, child] of Object.entries(value)) {
      path.push(key);
      finite(child);
      path.pop();
    }
  };
  const file = planFile(input);
  finite(file);
  return `${JSON.stringify(file, null, 2)}\n`;
}
