import { bestChoice, budgetRange } from './budgetRange.ts';
import { fits, meetsBudgets, objectiveOf, totalOf, totalsOf, withSlack } from './exactTotals.ts';
import { hullWalk } from './hullWalk.ts';
import type { CostName, Program, Solution } from './Program.ts';

/** An optimal plan with its two totals. */
export interface StairPoint {
  readonly cost: number;
  readonly sensitivity: number;
  /** Option index by group. */
  readonly choice: readonly number[];
}

/** A proven optimum and the budgets it is known to hold for: from its own cost up to `to`. */
interface Tread extends StairPoint {
  to: number;
}

/**
 * What is known of the optimum as one budget moves, the other budgets and the pins as they are. An optimum found at a
 * budget is one for every budget from its plan's own cost up to there, so each solve answers a whole range.
 */
export class Staircase {
  readonly program: Program;
  readonly cost: CostName;
  readonly min: number;
  readonly max: number;
  /** Set when every non-dominated plan is known. */
  complete = false;
  private readonly treads: Tread[] = [];

  constructor(program: Program, cost: CostName) {
    this.program = program;
    this.cost = cost;
    const { min, max } = budgetRange(program, cost);
    this.min = min;
    this.max = max;
  }

  /** Known optima, ascending in cost, falling in sensitivity. */
  points(): readonly StairPoint[] {
    return this.treads;
  }

  /** The optimum at a budget, where it is known exactly: O(log n). Null where it must be solved for. */
  at(budget: number): StairPoint | null {
    const tread = this.treads[this.lastFitting(budget)];
    if (!tread) return null;
    return this.complete || budget <= withSlack(tread.to) ? tread : null;
  }

  /** As `at`, as the answer of a solver that took no time. */
  solutionAt(budget: number): Solution | null {
    const point = this.at(budget);
    if (!point) return null;
    const { choice, sensitivity } = point;
    const totals = totalsOf(this.program, choice);
    return { status: 'optimal', objective: sensitivity, gap: 0, choice, totals, solveMs: 0 };
  }

  /** The plan of least cost with a total AQS of at most `maxAqs`, where it is known exactly: O(log n). Null where not. */
  cheapestWithin(maxAqs: number): StairPoint | null {
    let [low, high] = [0, this.treads.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (fits(this.treads[middle]!.sensitivity, maxAqs)) high = middle;
      else low = middle + 1;
    }
    const tread = this.treads[low];
    if (!tread || this.complete || fits(tread.cost, this.min)) return tread ?? null;
    // Known only if nothing between the tread before and this one can be better.
    const before = this.treads[low - 1];
    return before && fits(justBelow(tread.cost), before.to) ? tread : null;
  }

  /** The program at one budget. */
  programAt(budget: number): Program {
    return { ...this.program, budgets: { ...this.program.budgets, [this.cost]: budget } };
  }

  /** Notes a proven optimum at a budget. Answers that are not proven are not kept. */
  add(budget: number, solution: Pick<Solution, 'status' | 'choice'>): void {
    if (solution.status === 'optimal') this.insert(solution.choice, budget);
  }

  /**
   * The supported points (convex hull) that hold the other budgets: each is the optimum at its own cost. Peak memory has no
   * hull: of it only the plan is known that no memory budget touches.
   */
  addHull(): void {
    if (this.cost === 'memory') {
      const free = bestChoice(this.program, 'memory');
      if (meetsBudgets(this.program, free)) this.insert(free, Number.POSITIVE_INFINITY);
      return;
    }
    const { start, steps } = hullWalk(this.program, this.cost);
    const choice = [...start];
    const others = { ...this.program, budgets: { ...this.program.budgets, [this.cost]: Number.MAX_VALUE } };
    const offer = (): void => {
      if (meetsBudgets(others, choice)) this.insert([...choice]);
    };
    offer();
    for (const step of steps) {
      choice[step.group] = step.to;
      offer();
    }
    // The last one has the least sensitivity there is.
    const last = this.treads.at(-1);
    if (last && fits(last.cost, this.max) && fits(this.max, last.cost)) last.to = Number.POSITIVE_INFINITY;
  }

  /** Replaces everything by the complete list of non-dominated plans. */
  addAll(choices: readonly (readonly number[])[]): void {
    this.treads.length = 0;
    for (const choice of choices) this.insert(choice);
    this.complete = true;
  }

  /** Index of the last known optimum whose cost fits a budget; -1 when none does. */
  private lastFitting(budget: number): number {
    let [low, high] = [0, this.treads.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (fits(this.treads[middle]!.cost, budget)) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }

  private insert(choice: readonly number[], budget?: number): void {
    const cost = totalOf(this.program, choice, this.cost);
    const sensitivity = objectiveOf(this.program, choice);
    let to = Math.max(cost, budget ?? cost);
    let at = this.lastFitting(cost) + 1;
    // Equal optima are one tread: the cheaper plan holds for both.
    const before = this.treads[at - 1];
    if (before && before.sensitivity <= sensitivity) {
      before.to = Math.max(before.to, to);
      return;
    }
    while (this.treads[at] && this.treads[at]!.sensitivity >= sensitivity) {
      to = Math.max(to, this.treads[at]!.to);
      this.treads.splice(at, 1);
    }
    at = Math.max(0, at);
    this.treads.splice(at, 0, { cost, sensitivity, choice, to });
  }
}

/** A budget that the plan of this cost just fails to hold. */
export const justBelow = (cost: number): number => cost * (1 - 4e-12);
