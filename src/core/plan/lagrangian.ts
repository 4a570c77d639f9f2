import { hullOf, sortedSteps } from './hullSteps.ts';
import type { ProgramTable } from './ProgramTable.ts';

/** A proven lower bound on the total sensitivity, with the prices that prove it. */
export interface Bound {
  /** Price of one limit of each budget, >= 0. */
  readonly prices: readonly number[];
  /** Minimum over all choices of sensitivity + prices * (costs - limits). */
  readonly lower: number;
  /** Size of the terms that were added up: rounding is a tiny share of it. */
  readonly magnitude: number;
  /** Position, in each group, of the option that gives the minimum. */
  readonly choice: readonly number[];
}

/** Evaluates the Lagrangian at given prices: O(options). */
export function boundAt(table: ProgramTable, prices: readonly number[]): Bound {
  const total = prices.reduce((sum, price) => sum + price, 0);
  let lower = -total;
  let magnitude = total;
  const choice = table.groups.map(({ sensitivity, costs }) => {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let p = 0; p < sensitivity.length; p++) {
      let value = sensitivity[p]!;
      for (let k = 0; k < prices.length; k++) value += prices[k]! * costs[k]![p]!;
      if (value < least) {
        least = value;
        best = p;
      }
    }
    lower += least;
    magnitude += least;
    return best;
  });
  return { prices, lower, magnitude, choice };
}

/** Sum of each scaled cost of a choice of positions. */
export function loads(table: ProgramTable, choice: readonly number[]): number[] {
  return table.budgets.map((_, k) =>
    table.groups.reduce((total, group, g) => total + group.costs[k]![choice[g]!]!, 0),
  );
}

/** The exact best price of one budget: the slope of the convex hull where the budget runs out. */
function singlePrice(table: ProgramTable, k: number): number {
  const hulls = table.groups.map((group, g) => hullOf(g, group.costs[k]!, group.sensitivity));
  // Any price proves a bound; one beyond this only loses digits.
  const dearest = 1e9 * table.groups.reduce((total, group) => total + Math.max(...group.sensitivity), 0);
  let load = hulls.reduce((total, hull, g) => total + table.groups[g]!.costs[k]![hull.start]!, 0);
  for (const step of sortedSteps(hulls)) {
    load += step.cost;
    if (load > 1) return Math.min(step.gain / step.cost, dearest);
  }
  return 0;
}

/** Subgradient steps (Polyak's rule) from a bound; `upper` is the best objective known or a guess. */
function climb(table: ProgramTable, start: Bound, upper: number, rounds: number): Bound {
  let best = start;
  let at = start;
  let stride = 1;
  let stale = 0;
  for (let round = 0; round < rounds && stride > 0.01; round++) {
    const over = loads(table, at.choice).map((load) => load - 1);
    const norm = over.reduce((total, v) => total + v * v, 0);
    const gap = upper - at.lower;
    if (norm === 0 || gap <= 0) break;
    const prices = at.prices.map((price, k) => Math.max(0, price + (stride * gap * over[k]!) / norm));
    at = boundAt(table, prices);
    if (at.lower > best.lower) {
      best = at;
      stale = 0;
    } else if (++stale >= 6) {
      stride /= 2;
      stale = 0;
      at = best;
    }
  }
  return best;
}

/**
 * A good bound: exact for one budget; for several, subgradient steps from the best single price or from `known` prices.
 * `visit` sees choices on the way, as starts for a feasible one, and returns the best known objective.
 */
export function bestBound(
  table: ProgramTable,
  visit: (choice: readonly number[]) => number,
  known?: readonly number[],
): Bound {
  const count = table.budgets.length;
  const zero = boundAt(table, new Array<number>(count).fill(0));
  if (loads(table, zero.choice).every((load) => load <= 1)) {
    visit(zero.choice);
    return zero;
  }
  let best = zero;
  const offer = (prices: readonly number[]): void => {
    const bound = boundAt(table, prices);
    if (bound.lower > best.lower) best = bound;
  };
  if (known) offer(known);
  if (count === 1 || !known) {
    for (let k = 0; k < count; k++) {
      offer(zero.prices.map((_, at) => (at === k ? singlePrice(table, k) : 0)));
    }
  }
  let upper = visit(best.choice);
  if (count === 1) return best;
  if (!Number.isFinite(upper)) upper = best.lower + Math.abs(best.lower) * 0.2;
  const climbed = climb(table, best, upper, known ? 60 : 120);
  visit(climbed.choice);
  return climbed;
}
