import type { Costs } from '../cost/layerCosts.ts';
import { type Pair, pairKey } from '../profile/Pair.ts';
import { costsOf, meetsBudgets, objectiveOf, totalOf } from './exactTotals.ts';
import type { Option, Program, ProgramGroup } from './Program.ts';

export interface UniformPlan {
  readonly pair: Pair;
  /** False where some group cannot run the pair (or is pinned) and takes its nearest wider one. */
  readonly exact: boolean;
  readonly choice: readonly number[];
  readonly sensitivity: number;
  readonly totals: Costs;
}

/** The option's pair. */
export function pairOf(option: Option): Pair {
  const { weightBits, activationBits, weightFloat, activationFloat } = option;
  return {
    weightBits,
    activationBits,
    ...(weightFloat ? { weightFloat } : {}),
    ...(activationFloat ? { activationFloat } : {}),
  };
}

const bits = (option: Pair): number => option.weightBits * option.activationBits;

/** The group's option at a pair, else its narrowest one that is as wide in both, else its widest. */
function nearest(
  group: ProgramGroup,
  byKey: ReadonlyMap<string, number>,
  pair: Pair,
): { readonly index: number; readonly exact: boolean } {
  const equal = byKey.get(pairKey(pair));
  if (group.pin !== undefined) return { index: group.pin, exact: equal === group.pin };
  if (equal !== undefined) return { index: equal, exact: true };
  const all = group.options.map((option, index) => ({ option, index }));
  const wider = all.filter(
    ({ option }) => option.weightBits >= pair.weightBits && option.activationBits >= pair.activationBits,
  );
  const pool =
    wider.length > 0
      ? wider.toSorted((a, b) => bits(a.option) - bits(b.option))
      : all.toSorted((a, b) => bits(b.option) - bits(a.option));
  return { index: pool[0]!.index, exact: false };
}

interface UniformChoice {
  readonly pair: Pair;
  readonly exact: boolean;
  readonly choice: readonly number[];
}

/** Every uniform plan as a bare choice: starts for the solver. */
export function uniformChoices(program: Program): readonly UniformChoice[] {
  const pairs = new Map<string, Pair>();
  const keys = program.groups.map((group) => {
    const byKey = new Map<string, number>();
    group.options.forEach((option, index) => {
      const key = pairKey(option);
      if (!byKey.has(key)) byKey.set(key, index);
      if (!pairs.has(key)) pairs.set(key, pairOf(option));
    });
    return byKey;
  });
  return [...pairs.values()]
    .sort((a, b) => a.weightBits - b.weightBits || a.activationBits - b.activationBits)
    .map((pair) => {
      const picks = program.groups.map((group, g) => nearest(group, keys[g]!, pair));
      return { pair, exact: picks.every((pick) => pick.exact), choice: picks.map((pick) => pick.index) };
    });
}

/** One plan per pair that occurs in the program, ascending. All of them respect pins. */
export function uniformPlans(program: Program): readonly UniformPlan[] {
  const costs = costsOf(program);
  return uniformChoices(program).map((uniform) => ({
    ...uniform,
    sensitivity: objectiveOf(program, uniform.choice),
    totals: Object.fromEntries(costs.map((cost) => [cost, totalOf(program, uniform.choice, cost)])),
  }));
}

/** Uniform plans that a verification measures beside a plan: at most so many, those that promise most. */
const mostRivals = 3;

/** What a plan has to beat: the uniform plans that fit, by default those that hold all budgets, least sensitive first, at most three. */
export function uniformRivals(
  program: Program,
  fits: (choice: readonly number[]) => boolean = (choice) => meetsBudgets(program, choice),
): readonly UniformPlan[] {
  return uniformPlans(program)
    .filter(({ choice }) => fits(choice))
    .toSorted((a, b) => a.sensitivity - b.sensitivity)
    .slice(0, mostRivals);
}

/** The least sensitive uniform plan that holds every budget; null when none does. */
export function bestUniformPlan(program: Program): UniformPlan | null {
  const fitting = uniformPlans(program).filter((plan) => meetsBudgets(program, plan.choice));
  return fitting.toSorted((a, b) => a.sensitivity - b.sensitivity)[0] ?? null;
}
