import { boxedProgram } from './boxedProgram.ts';
import { budgetedCosts, objectiveOf, sumBudgets, totalOf } from './exactTotals.ts';
import { pinnedGroups, withoutPins } from './explainConflict.ts';
import { changeText, costWord } from './explainTexts.ts';
import { widthsBox } from './MemoryBox.ts';
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

/** A group that takes another pair: widths as `8/4`. */
export interface Move {
  readonly id: string;
  readonly from: string;
  readonly to: string;
}

/** The next other optimum as one budget moves. */
export interface NextChange {
  readonly cost: CostName;
  readonly direction: 'up' | 'down';
  /** The limit at which the optimum changes. */
  readonly budget: number;
  readonly sensitivity: number;
  readonly choice: readonly number[];
  /** Groups that take another pair, those whose AQS changes most first. */
  readonly moves: readonly Move[];
  /** `+3 % BOPS: layer4.conv2 goes 4/4 to 8/8 bits, total AQS −12 %`. */
  readonly text: string;
}

export interface PlanExplanation {
  readonly groups: readonly GroupReason[];
  readonly next: readonly NextChange[];
  /**
   * By budget: total AQS saved per unit of limit at this point, 0 where it does not bind. A slope of the linear relaxation,
   * which averages over steps: the next change may be worth more or less.
   */
  readonly shadowPrices: Readonly<Partial<Record<CostName, number>>>;
  /** By pinned group: how much the optimum's total AQS falls without that pin alone. */
  readonly pinPrices: Readonly<Record<string, number>>;
}

type Solve = (program: Program) => Solution;

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

/** Groups that take another pair, those whose AQS changes most first. */
function movesOf(program: Program, from: readonly number[], to: readonly number[]): readonly Move[] {
  return program.groups
    .flatMap(({ id, options }, g) => {
      if (from[g] === to[g]) return [];
      const by = Math.abs(options[to[g]!]!.sensitivity - options[from[g]!]!.sensitivity);
      return [{ id, from: bits(program, g, from[g]!), to: bits(program, g, to[g]!), by }];
    })
    .toSorted((a, b) => b.by - a.by)
    .map(({ id, from, to }) => ({ id, from, to }));
}

function nextChange(
  program: Program,
  cost: CostName,
  direction: NextChange['direction'],
  budget: number,
  from: readonly number[],
  to: readonly number[],
): NextChange {
  const limit = program.budgets[cost]!;
  const before = objectiveOf(program, from);
  const sensitivity = objectiveOf(program, to);
  const moves = movesOf(program, from, to);
  const shown = moves.slice(0, 3).map((move) => `${move.id} goes ${move.from} to ${move.to} bits`);
  const more = moves.length > 3 ? ` and ${moves.length - 3} more` : '';
  const text = `${changeText((budget - limit) / limit)} ${costWord(cost)}: ${shown.join(', ')}${more}, total AQS ${changeText((sensitivity - before) / before)}`;
  return { cost, direction, budget, sensitivity, choice: to, moves, text };
}

/** A change told of another plan than the optimum it was found from: the groups that differ, and the step in total AQS. */
export function changeFrom(program: Program, from: readonly number[], change: NextChange): NextChange {
  return nextChange(program, change.cost, change.direction, change.budget, from, change.choice);
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
  const { [cost]: _, ...others } = program.budgets;
  const found: NextChange[] = [];
  if (objective > 0) {
    const better = minimizeCost({ ...program, budgets: others }, cost, justBelow(objective), solve);
    if (better.status !== 'infeasible') {
      const budget = totalOf(program, better.choice, cost);
      // The cheapest better plan; at that limit there may be one that is better still.
      const best = solve({ ...program, budgets: { ...others, [cost]: budget } });
      const to = best.status === 'infeasible' ? better.choice : best.choice;
      found.push(nextChange(program, cost, 'up', budget, choice, to));
    }
  }
  if (total > 0) {
    const cheaper = solve({ ...program, budgets: { ...others, [cost]: justBelow(total) } });
    if (cheaper.status !== 'infeasible') {
      found.push(nextChange(program, cost, 'down', justBelow(total), choice, cheaper.choice));
    }
  }
  return found;
}

/**
 * By budget the total AQS that a unit of limit saves. Of sums the slope of the linear relaxation, with tensors no wider
 * than in the plan where memory is limited; of peak memory, which moves in steps, the slope to the next better plan.
 */
function shadowPrices(
  program: Program,
  choice: readonly number[],
  next: readonly NextChange[],
): PlanExplanation['shadowPrices'] {
  const limitsMemory = program.budgets.memory !== undefined && program.memory;
  const boxed = limitsMemory && boxedProgram(program, widthsBox(program, choice));
  const bound = reduceProgram(boxed ? boxed.program : program, boxed ? [] : [choice])?.bound;
  const prices = sumBudgets(program).map((cost, k) => {
    const room = program.budgets[cost]! - (program.fixed?.[cost] ?? 0);
    return [cost, bound && room > 0 ? bound.prices[k]! / room : 0] as const;
  });
  if (!limitsMemory) return Object.fromEntries(prices);
  const up = next.find((change) => change.cost === 'memory' && change.direction === 'up');
  const saved = up ? objectiveOf(program, choice) - up.sensitivity : 0;
  const memory = up && saved > 0 ? saved / (up.budget - program.budgets.memory!) : 0;
  return Object.fromEntries([...prices, ['memory', memory]]);
}

/** Why the optimum is what it is. Solves once or twice for each budget and once for each pin. */
export function explainPlan(program: Program, choice: readonly number[], solve: Solve): PlanExplanation {
  const costs = budgetedCosts(program);
  const objective = objectiveOf(program, choice);
  const next = costs.flatMap((cost) => nextChanges(program, choice, cost, solve));
  return {
    groups: groupReasons(program, choice),
    next,
    shadowPrices: shadowPrices(program, choice, next),
    pinPrices: Object.fromEntries(
      pinnedGroups(program).map((g) => {
        const free = solve(withoutPins(program, [g]));
        return [program.groups[g]!.id, Math.max(0, objective - free.objective)];
      }),
    ),
  };
}
