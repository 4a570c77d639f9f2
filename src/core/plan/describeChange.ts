import { pairKey } from '../profile/Pair.ts';
import { formatCost, formatNumber } from './formatCost.ts';
import type { Plan } from './makePlan.ts';
import type { CostName } from './Program.ts';

const signed = (value: number, text: string): string => `${value < 0 ? '−' : '+'}${text.replace(/^-/, '')}`;

/** `+0.0021 AQS, −3.6 GBOPS` */
export function describeDelta(sensitivity: number, cost: CostName, amount: number | undefined): string {
  const aqs = `${signed(sensitivity, formatNumber(Math.abs(sensitivity)))} AQS`;
  return amount === undefined ? aqs : `${aqs}, ${signed(amount, formatCost(cost, Math.abs(amount)))}`;
}

/**
 * One line per group whose pair changed, largest change of AQS first: `res4b 8/8 → 4/8: +0.0021 AQS, −3.6 GBOPS`.
 * Groups that only one of the plans has are left out.
 */
export function describeChange(before: Plan, after: Plan, cost: CostName): readonly string[] {
  const old = new Map(before.groups.map((group) => [group.id, group]));
  return after.groups
    .flatMap((now) => {
      const was = old.get(now.id);
      if (!was || pairKey(was.pair) === pairKey(now.pair)) return [];
      const sensitivity = now.sensitivity - was.sensitivity;
      const [from, to] = [was.costs[cost], now.costs[cost]];
      const amount = from === undefined || to === undefined ? undefined : to - from;
      const pairs = `${pairKey(was.pair)} → ${pairKey(now.pair)}`;
      return [{ sensitivity, line: `${now.id} ${pairs}: ${describeDelta(sensitivity, cost, amount)}` }];
    })
    .toSorted((a, b) => Math.abs(b.sensitivity) - Math.abs(a.sensitivity))
    .map(({ line }) => line);
}
