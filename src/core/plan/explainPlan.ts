import { budgetedCosts, objectiveOf, totalOf } from './exactTotals.ts';
import { formatNumber } from './formatCost.ts';
import { leastTotal } from './leastTotal.ts';
import { minimizeCost } from './minimizeCost.ts';
import type { CostName, Program, Solution } from './Program.ts';
import { reduceProgram } from './reduceProgram.ts';
import { justBelow } from './Staircase.ts';

/**
 * What decides a group's pair: `pin` (fixed by the user), `own` (its least sensitive pair: no budget touches it), `tie`
 * (a budget, over several layers that must share the pair), `budget`.
 */
export type Reason = 'pin' | 'own' | 'tie' | 'budget';

export interface GroupReason {
  readonly id: string;
  readonly reason: Reason;
  readonly text: string;
}

/** The next other optimum as one budget moves. */
export interface NextChange {
  readonly cost: CostName;
  readonly direction: 'up' | 'down';
  /** The limit at which the optimum changes. */
  readonly budget: number;
  readonly sensitivity: number;
  readonly choice: readonly number[];
  /** `+3 % bops: layer4.conv2 goes 4/4 to 8/8 bits, total AQS −12 %`. */
  readonly text: string;
}

export interface PlanExplanation {
  readonly groups: readonly GroupReason[];
  readonly next: readonly NextChange[];
  /** By budget: total AQS saved per unit of limit, at the margin (slope of the linear relaxation); 0: it does not bind. */
  readonly shadowPrices: Readonly<Partial<Record<CostName, number>>>;
  /** By pinned group: how much the optimum's total AQS falls without that pin alone. */
  readonly pinPrices: Readonly<Record<string, number>>;
}

export interface Relaxation {
  readonly cost: CostName;
  readonly limit: number;
  /** Smallest limit that makes the program feasible with all else as it is; null where this budget alone cannot. */
  readonly nearest: number | null;
}

export interface InfeasibleExplanation {
  readonly relaxations: readonly Relaxation[];
  /** Pinned groups whose pin alone, once cleared, makes the program feasible. */
  readonly pins: readonly string[];
  readonly text: string;
}

type Solve = (program: Program) => Solution;

const percent = (share: number): string =>
  Number.isFinite(share) ? `${share < 0 ? '−' : '+'}${formatNumber(Math.abs(share) * 100, 2)} %` : 'all';

const bits = (program: Program, g: number, option: number): string => {
  const { weightBits, activationBits } = program.groups[g]!.options[option]!;
  return `${weightBits}/${activationBits}`;
};

function groupReasons(program: Program, choice: readonly number[]): readonly GroupReason[] {
  return program.groups.map((group, g): GroupReason => {
    const at = bits(program, g, choice[g]!);
    const chosen = group.options[choice[g]!]!.sensitivity;
    if (group.pin !== undefined) return { id: group.id, reason: 'pin', text: `Pinned to ${at}.` };
    if (chosen <= Math.min(...group.options.map((option) => option.sensitivity))) {
      return { id: group.id, reason: 'own', text: `${at} is its least sensitive pair.` };
    }
    if (group.layers.length > 1) {
      const text = `${at} is the best use of the budgets for the ${group.layers.length} layers tied together.`;
      return { id: group.id, reason: 'tie', text };
    }
    return { id: group.id, reason: 'budget', text: `The budgets leave it ${at}.` };
  });
}

function changeText(
  program: Program,
  cost: CostName,
  from: readonly number[],
  to: readonly number[],
  share: number,
): string {
  const moved = program.groups.flatMap(({ id }, g) =>
    from[g] === to[g]
      ? []
      : [
          {
            id,
            g,
            by: Math.abs(
              program.groups[g]!.options[to[g]!]!.sensitivity -
                program.groups[g]!.options[from[g]!]!.sensitivity,
            ),
          },
        ],
  );
  const shown = moved
    .toSorted((a, b) => b.by - a.by)
    .slice(0, 3)
    .map(({ id, g }) => `${id} goes ${bits(program, g, from[g]!)} to ${bits(program, g, to[g]!)} bits`);
  const more = moved.length > 3 ? ` and ${moved.length - 3} more` : '';
  const before = objectiveOf(program, from);
  const aqs = percent((objectiveOf(program, to) - before) / before);
  return `${percent(share)} ${cost}: ${shown.join(', ')}${more}, total AQS ${aqs}`;
}

/** The next optimum above and below a budget, exactly: the cheapest better plan, and the best cheaper plan. */
export function nextChanges(
  program: Program,
  choice: readonly number[],
  cost: CostName,
  solve: Solve,
): readonly NextChange[] {
  const objective = objectiveOf(program, choice);
  const total = totalOf(program, choice, cost);
  const limit = program.budgets[cost]!;
  const { [cost]: _, ...others } = program.budgets;
  const found: NextChange[] = [];
  if (objective > 0) {
    const better = minimizeCost({ ...program, budgets: others }, cost, justBelow(objective), solve);
    if (better.status !== 'infeasible') {
      const budget = totalOf(program, better.choice, cost);
      // The cheapest better plan; at that limit there may be one that is better still.
      const best = solve({ ...program, budgets: { ...others, [cost]: budget } });
      const to = best.status === 'infeasible' ? better.choice : best.choice;
      const text = changeText(program, cost, choice, to, (budget - limit) / limit);
      found.push({ cost, direction: 'up', budget, sensitivity: objectiveOf(program, to), choice: to, text });
    }
  }
  if (total > 0) {
    const cheaper = solve({ ...program, budgets: { ...others, [cost]: justBelow(total) } });
    if (cheaper.status !== 'infeasible') {
      const text = changeText(program, cost, choice, cheaper.choice, (total - limit) / limit || -0);
      const sensitivity = cheaper.objective;
      found.push({
        cost,
        direction: 'down',
        budget: justBelow(total),
        sensitivity,
        choice: cheaper.choice,
        text,
      });
    }
  }
  return found;
}

const withoutPin = (program: Program, g: number): Program => ({
  ...program,
  groups: program.groups.map((group, at) => {
    if (at !== g) return group;
    const { pin: _, ...free } = group;
    return free;
  }),
});

const pinned = (program: Program): readonly number[] =>
  program.groups.flatMap(({ pin }, g) => (pin === undefined ? [] : [g]));

/** Why the optimum is what it is. Solves once or twice for each budget and once for each pin. */
export function explainPlan(program: Program, choice: readonly number[], solve: Solve): PlanExplanation {
  const costs = budgetedCosts(program);
  const objective = objectiveOf(program, choice);
  const bound = reduceProgram(program, [choice])?.bound;
  const price = (cost: CostName, k: number): number => {
    const room = program.budgets[cost]! - (program.fixed?.[cost] ?? 0);
    return bound && room > 0 ? bound.prices[k]! / room : 0;
  };
  return {
    groups: groupReasons(program, choice),
    next: costs.flatMap((cost) => nextChanges(program, choice, cost, solve)),
    shadowPrices: Object.fromEntries(costs.map((cost, k) => [cost, price(cost, k)])),
    pinPrices: Object.fromEntries(
      pinned(program).map((g) => {
        const free = solve(withoutPin(program, g));
        return [program.groups[g]!.id, Math.max(0, objective - free.objective)];
      }),
    ),
  };
}

/** What would make an infeasible program feasible: each budget alone, each pin alone. */
export function explainConflict(program: Program, solve: Solve): InfeasibleExplanation {
  const costs = budgetedCosts(program);
  const anyAqs = program.groups.reduce(
    (total, group) => total + Math.max(...group.options.map((option) => option.sensitivity)),
    0,
  );
  const relaxations = costs.map((cost): Relaxation => {
    const { [cost]: limit, ...others } = program.budgets;
    const alone = Object.keys(others).length === 0;
    if (alone) return { cost, limit: limit!, nearest: leastTotal(program, cost) };
    const least = minimizeCost({ ...program, budgets: others }, cost, anyAqs, solve);
    const nearest = least.status === 'infeasible' ? null : totalOf(program, least.choice, cost);
    return { cost, limit: limit!, nearest };
  });
  const pins = pinned(program)
    .filter((g) => solve(withoutPin(program, g)).status !== 'infeasible')
    .map((g) => program.groups[g]!.id);
  const raise = relaxations.flatMap(({ cost, limit, nearest }) =>
    nearest === null
      ? []
      : [`raise ${cost} by ${percent((nearest - limit) / limit)} to ${formatNumber(nearest, 4)}`],
  );
  const clear = pins.map((id) => `clear the pin of ${id}`);
  const ways = [...raise, ...clear];
  const text = ways.length
    ? `Any one of these makes a plan possible: ${ways.join('; ')}.`
    : 'No single budget or pin makes a plan possible: several must give way.';
  return { relaxations, pins, text };
}
