import { type LayerAqsFile, writeLayerAqs } from '../core/exports/layerAqs.ts';
import type { PlanFile } from '../core/exports/PlanFile.ts';
import { planMismatches } from '../core/exports/readPlan.ts';
import type { Group } from '../core/groups/Group.ts';
import { groupLayers } from '../core/groups/groupLayers.ts';
import type { Layer } from '../core/model/Layer.ts';
import { buildProgram } from '../core/plan/buildProgram.ts';
import { choiceOfPairs } from '../core/plan/choiceOfPairs.ts';
import { budgetedCosts, fits, totalOf } from '../core/plan/exactTotals.ts';
import { costTitles, formatCost, studioUnits } from '../core/plan/formatCost.ts';
import type { Program } from '../core/plan/Program.ts';
import { readBudgets } from '../core/plan/problemFile.ts';
import { programMemory } from '../core/plan/programMemory.ts';
import { type ScoreVariant, scoreVariants } from '../core/plan/scoreVariants.ts';
import type { LoadedModel } from '../core/ports.ts';
import { pairKey, parsePair } from '../core/profile/Pair.ts';
import type { Profile } from '../core/profile/Profile.ts';
import { canonicalJson, profileHash } from '../core/profile/profileHash.ts';
import { defaultQuantizer } from '../core/quantize/QuantizerSettings.ts';
import type { AqsTable } from '../core/sensitivity/AqsTable.ts';
import { planProgram } from '../core/verify/planProgram.ts';
import type { AqsData, AqsSettings } from './AqsFile.ts';
import { CliError } from './CliError.ts';

/** What a plan is refined within. */
export interface RefineProblem {
  /** With budgets and pins. */
  readonly program: Program;
  /** The plan, option index by group; it holds the budgets. */
  readonly choice: readonly number[];
  readonly settings: AqsSettings;
  /** What AQS come from. */
  readonly data: AqsData;
  readonly layerAqs?: LayerAqsFile;
  /** The problem in other scores of the network's output that are known. */
  readonly variants?: readonly ScoreVariant[];
}

interface ProblemInput {
  readonly plan: PlanFile;
  /** The plan's file, for sentences. */
  readonly path: string;
  readonly loaded: LoadedModel;
  readonly layers: readonly Layer[];
  readonly profile: Profile;
  /** What `planGroups` gave. */
  readonly groups: readonly Group[];
  /** As `--budget` gives them; the plan's hold for the other costs. */
  readonly budgets: readonly string[];
}

/** A table of AQS, and how it was made. */
export interface MeasuredAqs {
  readonly table: AqsTable;
  readonly settings: AqsSettings;
  readonly data: AqsData;
}

/** The plan's settings; older plans lack what is off by default. */
export function planSettings({ settings }: PlanFile): AqsSettings {
  return { ...settings, quantizer: { ...defaultQuantizer, ...settings.quantizer } };
}

/** The plan's groups on its profile. Throws CliError where the profile is another one, or groups the model otherwise now. */
export function planGroups({
  plan,
  path,
  loaded: { model, sha256 },
  layers,
  profile,
}: Omit<ProblemInput, 'groups' | 'budgets'>): readonly Group[] {
  const { latency_table: table } = plan.profile;
  if (table && !profile.latency_model.measured_table)
    throw new CliError(`${path} was made with measured latencies; give them with --latency ${table.file}.`);
  const names = layers.map(({ name }) => name);
  const now = { modelSha256: sha256, modelName: model.name, layers: names };
  const [problem] = planMismatches(plan, {
    ...now,
    profileId: profile.id,
    profileHash: profileHash(profile),
  });
  if (problem)
    throw new CliError(
      `${path} cannot be refined on the profile "${profile.id}": ${problem} Plan the model on it first.`,
    );
  const groups = groupLayers(model, layers, profile, plan.assignment);
  const setsOf = (list: readonly { readonly layers: readonly string[] }[]): string =>
    canonicalJson(list.map((group) => group.layers));
  if (setsOf(groups) !== setsOf(plan.groups))
    throw new CliError(`${path} has other groups than ${model.name} has now; plan the model again first.`);
  return groups;
}

/** The problem as the plan's file states it; null where the file lacks AQS of other pairs. Throws CliError as `withBudgets`. */
export function problemOfPlan(input: ProblemInput): RefineProblem | null {
  const { plan, loaded, layers, profile, groups } = input;
  const lacks = groups.some(({ pairs }, g) =>
    pairs.some((pair) => plan.groups[g]!.aqs[pairKey(pair)] === undefined),
  );
  if (lacks) return null;
  const { program, choice } = planProgram(plan, layers, profile);
  const whole: Program = {
    ...program,
    groups: program.groups.map((group, g) =>
      plan.groups[g]!.pinned ? { ...group, pin: choice[g]! } : group,
    ),
    memory: programMemory(loaded.model, layers, groups),
    units: studioUnits,
  };
  const { layer_aqs: layerAqs } = plan;
  return {
    program: withBudgets(whole, choice, input),
    choice,
    settings: planSettings(plan),
    data: plan.data,
    ...(layerAqs ? { layerAqs } : {}),
  };
}

/** The problem with AQS of a table instead. Throws CliError as `withBudgets`, and where the plan has a pair that it may not. */
export function problemOfAqs(input: ProblemInput, { table, settings, data }: MeasuredAqs): RefineProblem {
  const { plan, path, loaded, layers, profile, groups } = input;
  const pinned = plan.groups.filter((group) => group.pinned);
  const whole = {
    model: loaded.model,
    groups,
    layers,
    aqs: table,
    profile,
    aggregate: settings.aggregate,
    distance: settings.distance,
    budgets: {},
    pins: Object.fromEntries(pinned.map(({ id, pair }) => [id, pair])),
  };
  const program = buildProgram(whole);
  const pairs = plan.groups.flatMap((group) =>
    group.layers.map((layer) => [layer, parsePair(group.pair)] as const),
  );
  const choice = choiceOfPairs(program, Object.fromEntries(pairs));
  if (!choice)
    throw new CliError(`${path} has a pair that ${profile.name} does not run; plan the model again first.`);
  return {
    program: withBudgets(program, choice, input),
    choice,
    settings,
    data,
    layerAqs: writeLayerAqs(table),
    variants: scoreVariants(whole),
  };
}

/** The plan's budgets, and those asked for. Throws CliError naming the budget that the plan breaks. */
function withBudgets(
  program: Program,
  choice: readonly number[],
  { plan, path, budgets }: ProblemInput,
): Program {
  const limited = { ...program, budgets: { ...plan.budgets, ...readBudgets(program, budgets) } };
  for (const cost of budgetedCosts(limited)) {
    const [total, limit] = [totalOf(program, choice, cost), limited.budgets[cost]!];
    if (!fits(total, limit))
      throw new CliError(
        `${path} breaks its budget of ${costTitles[cost]}: it takes ${formatCost(cost, total, 4)}, the limit is ${formatCost(cost, limit, 4)}; raise --budget, or plan within it first.`,
      );
  }
  return limited;
}
