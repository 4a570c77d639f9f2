import type { ProgramTable } from './ProgramTable.ts';

/** What a set of prices proves: what the groups from each depth on add at them. */
export interface PriceCut {
  readonly prices: readonly number[];
  /** [depth]: least priced sum, less the prices themselves (the limits are 1). */
  readonly value: Float64Array;
  readonly sensitivity: Float64Array;
  readonly loads: readonly Float64Array[];
  /** [depth]: the group's position of least price. */
  readonly positions: Int32Array;
}

/** The cut at these prices, for groups decided in this order. */
export function cutAt(table: ProgramTable, order: readonly number[], prices: readonly number[]): PriceCut {
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

/** Prices around the best ones: each proves a bound of its own, tight for other amounts left. */
export function pricesAround(prices: readonly number[]): readonly (readonly number[])[] {
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
