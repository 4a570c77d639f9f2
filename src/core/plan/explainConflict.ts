import { budgetedCosts, totalOf } from './exactTotals.ts';
import { type CostOrAqs, changeText, costWord, limitText } from './explainTexts.ts';
import { leastTotal } from './leastTotal.ts';
import { minimizeCost } from './minimizeCost.ts';
import type { CostName, Program, Solution } from './Program.ts';

/** What the optimum is once one way out is taken. */
export interface Outcome {
  readonly sensitivity: number;
  readonly totals: Solution['totals'];
}

export interface Relaxation {
  /** `aqs`: the limit on total AQS, where a cost is minimized. */
  readonly cost: CostOrAqs;
  readonly limit: number;
  /** Smallest limit that makes the program feasible with all else as it is; null where this budget alone cannot. */
  readonly nearest: number | null;
  readonly outcome: Outcome | null;
}

/** Pinned groups that make the program feasible once they are free: one, or as many as it takes, none of them in vain. */
export interface Release {
  readonly groups: readonly string[];
  readonly outcome: Outcome;
}

export interface InfeasibleExplanation {
  readonly relaxations: readonly Relaxation[];
  readonly releases: readonly Release[];
  readonly text: string;
}

/** A cost that is minimized under a limit on total AQS, instead of AQS under budgets. */
export interface LeastCost {
  readonly cost: CostName;
  readonly maxAqs: number;
}

type Solve = (program: Program) => Solution;

/** Pins up to this many are freed in the smallest sets that help; of more, all at once. */
const mostPins = 60;

/** The same program with the pins of these groups (indexes) cleared. */
export const withoutPins = (program: Program, freed: readonly number[]): Program => ({
  ...program,
  groups: program.groups.map((group, g) => {
    if (!freed.includes(g)) return group;
    const { pin: _, ...free } = group;
    return free;
  }),
});

/** Indexes of the groups that the user pinned. */
export const pinnedGroups = (program: Program): readonly number[] =>
  program.groups.flatMap(({ pin }, g) => (pin === undefined ? [] : [g]));

function outcomeOf({ status, objective, totals }: Solution): Outcome | null {
  return status === 'infeasible' ? null : { sensitivity: objective, totals };
}

/** What would make an infeasible program feasible, and what each way costs: a budget, a pin, else the pins it takes. */
export function explainConflict(program: Program, solve: Solve, least?: LeastCost): InfeasibleExplanation {
  const best = (asked: Program): Solution =>
    least ? minimizeCost(asked, least.cost, least.maxAqs, solve) : solve(asked);
  const relaxations = [
    ...(least ? [relaxAqs(program, least, solve)] : []),
    ...budgetedCosts(program).map((cost) => {
      const nearest = nearestLimit(program, cost, least?.maxAqs, solve);
      const relaxed = nearest !== null && best(withLimit(program, cost, nearest));
      return { cost, limit: program.budgets[cost]!, nearest, outcome: relaxed ? outcomeOf(relaxed) : null };
    }),
  ];
  const releases = releasesOf(program, best).map(({ freed, solution }) => ({
    groups: freed.map((g) => program.groups[g]!.id),
    outcome: outcomeOf(solution)!,
  }));
  return { relaxations, releases, text: textOf(program, relaxations, releases) };
}

const withLimit = (program: Program, cost: CostName, limit: number): Program => ({
  ...program,
  budgets: { ...program.budgets, [cost]: limit },
});

/** The smallest limit of one budget under the others (and the limit on AQS); null when there is none. */
function nearestLimit(
  program: Program,
  cost: CostName,
  maxAqs: number | undefined,
  solve: Solve,
): number | null {
  const { [cost]: _, ...others } = program.budgets;
  if (Object.keys(others).length === 0 && maxAqs === undefined) return leastTotal(program, cost);
  const any = program.groups.reduce(
    (total, group) => total + Math.max(...group.options.map((option) => option.sensitivity)),
    0,
  );
  const found = minimizeCost({ ...program, budgets: others }, cost, maxAqs ?? any, solve);
  return found.status === 'infeasible' ? null : totalOf(program, found.choice, cost);
}

function relaxAqs(program: Program, { cost, maxAqs }: LeastCost, solve: Solve): Relaxation {
  const found = solve(program);
  if (found.status === 'infeasible') return { cost: 'aqs', limit: maxAqs, nearest: null, outcome: null };
  const nearest = found.objective;
  return {
    cost: 'aqs',
    limit: maxAqs,
    nearest,
    outcome: outcomeOf(minimizeCost(program, cost, nearest, solve)),
  };
}

interface Freed {
  readonly freed: readonly number[];
  readonly solution: Solution;
}

/** Each pin that is enough alone; where none is, sets of them that are, as small as they get from either end. */
function releasesOf(program: Program, best: Solve): readonly Freed[] {
  const pins = pinnedGroups(program);
  const free = (freed: readonly number[]): Freed => ({ freed, solution: best(withoutPins(program, freed)) });
  const helps = ({ solution }: Freed): boolean => solution.status !== 'infeasible';
  if (pins.length <= mostPins) {
    const single = pins.map((g) => free([g])).filter(helps);
    if (single.length > 0) return single;
  }
  const all = free(pins);
  if (pins.length < 2 || !helps(all)) return [];
  if (pins.length > mostPins) return [all];
  const shrink = (order: readonly number[]): Freed => {
    let kept = all;
    for (const g of order) {
      const fewer = free(kept.freed.filter((other) => other !== g));
      if (helps(fewer)) kept = fewer;
    }
    return kept;
  };
  const [first, second] = [shrink(pins), shrink(pins.toReversed())];
  const same = String(first.freed) === String(second.freed);
  return (same ? [first] : [first, second]).toSorted((a, b) => a.freed.length - b.freed.length);
}

function textOf(program: Program, relaxations: readonly Relaxation[], releases: readonly Release[]): string {
  const raise = relaxations.flatMap(({ cost, limit, nearest }) =>
    nearest === null
      ? []
      : [
          `raise ${costWord(cost)} by ${changeText((nearest - limit) / limit)} to ${limitText(program, cost, nearest)}`,
        ],
  );
  const clear = releases.map(
    ({ groups }) => `clear the pin${groups.length > 1 ? 's' : ''} of ${groups.join(' and ')}`,
  );
  const ways = [...raise, ...clear];
  return ways.length
    ? `Any one of these makes a plan possible: ${ways.join('; ')}.`
    : 'No single budget or pin makes a plan possible: several must give way.';
}
