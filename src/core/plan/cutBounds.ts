import type { CoreStates } from './CoreStates.ts';
import { cutAt, type PriceCut, pricesAround } from './PriceCut.ts';
import type { ProgramTable } from './ProgramTable.ts';
import type { SuffixBounds } from './suffixBounds.ts';
import { suffixLoads } from './suffixLoads.ts';

/**
 * Several budgets: the best of many Lagrangian bounds, at prices around the best ones and, depth by depth, at those that
 * are best for some of the partial plans that are left.
 */
export function cutBounds(
  table: ProgramTable,
  order: readonly number[],
  best: readonly number[],
): SuffixBounds {
  const least = suffixLoads(table, order, Math.min);
  const most = suffixLoads(table, order, Math.max);
  const budgets = table.budgets.length;
  const cuts = pricesAround(best).map((prices) => cutAt(table, order, prices));

  /** The cut that bounds a state best, and its bound. */
  const strongest = (depth: number, states: CoreStates, i: number): { cut: PriceCut; bound: number } => {
    let [found, most] = [cuts[0]!, Number.NEGATIVE_INFINITY];
    for (const cut of cuts) {
      const bound = boundOf(cut, depth, states, i);
      if (bound > most) [found, most] = [cut, bound];
    }
    return { cut: found, bound: most };
  };
  const boundOf = (cut: PriceCut, depth: number, states: CoreStates, i: number): number => {
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
      let found: { state: number; objective: number; cut: PriceCut } | null = null;
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
      const { state, objective, cut }: { state: number; objective: number; cut: PriceCut } = found;
      return { state, objective, positions: [...cut.positions.subarray(depth)] };
    },
  };
}
