import type { CoreStates } from './CoreStates.ts';
import { hullOf, sortedSteps } from './hullSteps.ts';
import type { ProgramTable } from './ProgramTable.ts';

export interface Rounded {
  readonly state: number;
  readonly objective: number;
  /** Position of every group to come. */
  readonly positions: readonly number[];
}

/** What the groups that come after a depth can add at best. */
export interface SuffixBounds {
  /** [budget][depth]: least load of the groups to come. */
  readonly least: readonly Float64Array[];
  /** [budget][depth]: their greatest. */
  readonly most: readonly Float64Array[];
  /** A lower bound on the objective of every plan that begins like each state; above `limit` it need not be the best. */
  at(depth: number, states: CoreStates, limit: number): Float64Array;
  /** The best plan found by completing the states of that depth; null when none of them gave one. */
  rounded(depth: number, states: CoreStates): Rounded | null;
}

function suffixLoads(
  table: ProgramTable,
  order: readonly number[],
  pick: (...loads: number[]) => number,
): Float64Array[] {
  return table.budgets.map((_, k) => {
    const sums = new Float64Array(order.length + 1);
    for (let d = order.length - 1; d >= 0; d--) {
      sums[d] = sums[d + 1]! + pick(...table.groups[order[d]!]!.costs[k]!);
    }
    return sums;
  });
}

/** One budget: the exact linear relaxation of the groups to come, a walk along the hull steps. */
function oneBudget(table: ProgramTable, order: readonly number[]): SuffixBounds {
  const least = suffixLoads(table, order, Math.min);
  const most = suffixLoads(table, order, Math.max);
  const hulls = order.map((g, d) => hullOf(d, table.groups[g]!.costs[0]!, table.groups[g]!.sensitivity));
  const steps = sortedSteps(hulls);
  const starts = new Float64Array(order.length + 1);
  for (let d = order.length - 1; d >= 0; d--) {
    starts[d] = starts[d + 1]! + table.groups[order[d]!]!.sensitivity[hulls[d]!.start]!;
  }
  let reached: Float64Array = new Float64Array(0);
  const walk = (depth: number, states: CoreStates): Float64Array => {
    const later = steps.filter((step) => step.group >= depth);
    const values = new Float64Array(states.count);
    reached = new Float64Array(states.count);
    const load = states.loads[0]!;
    // From the most spent to the least, the walk only goes on.
    let [at, cost, gain] = [0, 0, 0];
    for (let i = states.count - 1; i >= 0; i--) {
      const room = 1 - load[i]! - least[0]![depth]!;
      while (at < later.length && cost + later[at]!.cost <= room) {
        cost += later[at]!.cost;
        gain += later[at]!.gain;
        at++;
      }
      const base = states.sensitivity[i]! + starts[depth]! - gain;
      reached[i] = base;
      const next = later[at];
      values[i] = next ? base - Math.max(0, ((room - cost) / next.cost) * next.gain) : base;
    }
    return values;
  };
  return {
    least,
    most,
    at: walk,
    rounded(depth, states) {
      let state = -1;
      for (let i = 0; i < states.count; i++) if (state < 0 || reached[i]! < reached[state]!) state = i;
      if (state < 0) return null;
      const positions = order.slice(depth).map((_, i) => hulls[depth + i]!.start);
      let room = 1 - states.loads[0]![state]! - least[0]![depth]!;
      for (const step of steps) {
        if (step.group < depth || positions[step.group - depth] !== step.from || step.cost > room) continue;
        positions[step.group - depth] = step.to;
        room -= step.cost;
      }
      return { state, objective: reached[state]!, positions };
    },
  };
}

/** Prices around the best ones: each proves a bound of its own, tight for other amounts left. */
function pricesAround(prices: readonly number[]): readonly (readonly number[])[] {
  const widest = Math.max(...prices);
  const base = prices.map((price) => (price > 0 ? price : widest * 0.02));
  const directions: number[][] = [prices.map(() => 1)];
  prices.forEach((_, k) => {
    directions.push(prices.map((_, at) => (at === k ? 1 : 0)));
    for (let other = 0; other < k; other++) {
      directions.push(prices.map((_, at) => (at === k ? 1 : at === other ? -1 : 0)));
    }
  });
  const around = [prices];
  for (const size of [0.02, 0.06, 0.18, 0.5]) {
    for (const direction of directions) {
      for (const sign of [-1, 1]) {
        around.push(base.map((price, k) => price * (1 + size) ** (sign * direction[k]!)));
      }
    }
  }
  return around;
}

/** One set of prices: what the groups from each depth on add at them. */
interface Cut {
  readonly prices: readonly number[];
  /** [depth]: least priced sum, less the prices themselves (the limits are 1). */
  readonly value: Float64Array;
  readonly sensitivity: Float64Array;
  readonly loads: readonly Float64Array[];
  /** [depth]: the group's position of least price. */
  readonly positions: Int32Array;
}

function cutAt(table: ProgramTable, order: readonly number[], prices: readonly number[]): Cut {
  const budgets = prices.length;
  const value = new Float64Array(order.length + 1);
  value[order.length] = -prices.reduce((total, price) => total + price, 0);
  const sensitivity = new Float64Array(order.length + 1);
  const loads = prices.map(() => new Float64Array(order.length + 1));
  const positions = new Int32Array(order.length);
  for (let d = order.length - 1; d >= 0; d--) {
    const group = table.groups[order[d]!]!;
    let [at, low] = [0, Number.POSITIVE_INFINITY];
    for (let p = 0; p < group.index.length; p++) {
      let priced = group.sensitivity[p]!;
      for (let k = 0; k < budgets; k++) priced += prices[k]! * group.costs[k]![p]!;
      if (priced < low) [at, low] = [p, priced];
    }
    positions[d] = at;
    value[d] = value[d + 1]! + low;
    sensitivity[d] = sensitivity[d + 1]! + group.sensitivity[at]!;
    for (let k = 0; k < budgets; k++) loads[k]![d] = loads[k]![d + 1]! + group.costs[k]![at]!;
  }
  return { prices, value, sensitivity, loads, positions };
}

/**
 * Several budgets: the best of many Lagrangian bounds, at prices around the best ones and, depth by depth, at those that
 * are best for some of the partial plans that are left.
 */
function severalBudgets(
  table: ProgramTable,
  order: readonly number[],
  best: readonly number[],
): SuffixBounds {
  const least = suffixLoads(table, order, Math.min);
  const most = suffixLoads(table, order, Math.max);
  const budgets = table.budgets.length;
  const cuts = pricesAround(best).map((prices) => cutAt(table, order, prices));

  /** The cut that bounds a state best, and its bound. */
  const strongest = (depth: number, states: CoreStates, i: number): { cut: Cut; bound: number } => {
    let [found, most] = [cuts[0]!, Number.NEGATIVE_INFINITY];
    for (const cut of cuts) {
      const bound = boundOf(cut, depth, states, i);
      if (bound > most) [found, most] = [cut, bound];
    }
    return { cut: found, bound: most };
  };
  const boundOf = (cut: Cut, depth: number, states: CoreStates, i: number): number => {
    let bound = states.sensitivity[i]! + cut.value[depth]!;
    for (let k = 0; k < budgets; k++) bound += cut.prices[k]! * states.loads[k]![i]!;
    return bound;
  };

  /** Subgradient steps towards the prices that bound one state best; a new cut where they help. */
  const sharpen = (depth: number, states: CoreStates, i: number, limit: number): void => {
    const start = strongest(depth, states, i);
    let [cut, bound, prices] = [start.cut, start.bound, start.cut.prices];
    if (bound > limit) return;
    let at = cut;
    let stride = 1;
    for (let step = 0; step < 12 && bound <= limit; step++) {
      const over = at.loads.map((loads, k) => loads[depth]! + states.loads[k]![i]! - 1);
      const norm = over.reduce((total, v) => total + v * v, 0);
      const gap = limit - boundOf(at, depth, states, i);
      if (norm === 0 || !(gap > 0) || !Number.isFinite(gap)) break;
      prices = prices.map((price, k) => Math.max(0, price + (stride * gap * over[k]!) / norm));
      at = cutAt(table, order, prices);
      const reached = boundOf(at, depth, states, i);
      if (reached > bound) [cut, bound] = [at, reached];
      else {
        stride /= 2;
        at = cut;
        prices = cut.prices;
      }
    }
    if (bound > start.bound + 0.02 * (limit - start.bound)) cuts.unshift(cut);
  };

  return {
    least,
    most,
    at(depth, states, limit) {
      const values = new Float64Array(states.count);
      const evaluate = (): number[] => {
        const left: number[] = [];
        for (let i = 0; i < states.count; i++) {
          let most = Number.NEGATIVE_INFINITY;
          for (let c = 0; c < cuts.length; c++) {
            const bound = boundOf(cuts[c]!, depth, states, i);
            if (bound <= most) continue;
            most = bound;
            if (bound <= limit) continue;
            // What excluded this state will exclude its neighbours: it is asked first.
            if (c > 0) [cuts[c], cuts[c - 1]] = [cuts[c - 1]!, cuts[c]!];
            break;
          }
          values[i] = most;
          if (most <= limit) left.push(i);
        }
        return left;
      };
      const left = evaluate();
      if (left.length < 16 || depth === order.length || limit === Number.POSITIVE_INFINITY) return values;
      const known = cuts.length;
      for (const share of [0.1, 0.5, 0.9]) {
        sharpen(depth, states, left[Math.floor(share * left.length)]!, limit);
      }
      for (const i of left) {
        for (let c = 0; c < cuts.length - known; c++) {
          values[i] = Math.max(values[i]!, boundOf(cuts[c]!, depth, states, i));
        }
      }
      return values;
    },
    rounded(depth, states) {
      let found: { state: number; objective: number; cut: Cut } | null = null;
      for (const cut of cuts) {
        const rest = cut.sensitivity[depth]!;
        for (let i = 0; i < states.count; i++) {
          const objective = states.sensitivity[i]! + rest;
          if (found && objective >= found.objective) continue;
          let fits = true;
          for (let k = 0; k < budgets && fits; k++) fits = states.loads[k]![i]! + cut.loads[k]![depth]! <= 1;
          if (fits) found = { state: i, objective, cut };
        }
      }
      if (!found) return null;
      const { state, objective, cut }: { state: number; objective: number; cut: Cut } = found;
      return { state, objective, positions: [...cut.positions.subarray(depth)] };
    },
  };
}

/** Bounds for a search that decides the groups in the given order; `prices` are the best known ones of the budgets. */
export function suffixBounds(
  table: ProgramTable,
  order: readonly number[],
  prices: readonly number[],
): SuffixBounds {
  return table.budgets.length === 1 ? oneBudget(table, order) : severalBudgets(table, order, prices);
}
