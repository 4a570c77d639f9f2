import type { Group } from '../../core/groups/Group.ts';
import { type Aggregate, groupAqs } from '../../core/plan/groupAqs.ts';
import type { CostName } from '../../core/plan/Program.ts';
import { pairKey } from '../../core/profile/Pair.ts';
import type { AqsTable, Distance } from '../../core/sensitivity/AqsTable.ts';

export interface PairRow {
  readonly key: string;
  /** AQS of the group as the solver sees it; null while a layer is not measured. */
  readonly aqs: number | null;
  /** The same on the two halves of the calibration set; null where the distance has none. */
  readonly halves: readonly [number, number] | null;
  readonly repaired: boolean;
  readonly cost: number | null;
}

interface PairRowsInput {
  readonly group: Group;
  readonly aqs: AqsTable;
  readonly costs: ReadonlyMap<string, ReadonlyMap<string, Readonly<Partial<Record<CostName, number>>>>>;
  readonly cost: CostName;
  readonly distance: Distance;
  readonly aggregate: Aggregate;
}

/** AQS and cost of a group at each of its pairs: the rows of the chart that one also pins with. */
export function pairRows({ group, aqs, costs, cost, distance, aggregate }: PairRowsInput): PairRow[] {
  const half = (which: 0 | 1): AqsTable =>
    Object.fromEntries(
      group.layers.flatMap((layer) => {
        const entries = Object.entries(aqs[layer]?.entries ?? {});
        const halved = entries.map(([key, entry]) => [key, { ...entry, nmse: entry.halves[which] }] as const);
        return aqs[layer] ? [[layer, { ...aqs[layer], entries: Object.fromEntries(halved) }] as const] : [];
      }),
    );
  // Only nmse, and SQNR which is made of it, is kept for the halves.
  const halves = distance === 'nmse' || distance === 'sqnr' ? ([half(0), half(1)] as const) : null;
  return group.pairs.map((pair) => {
    const key = pairKey(pair);
    const parts = group.layers.map((layer) => costs.get(layer)?.get(key)?.[cost]);
    const spread = halves?.map((table) => groupAqs(table, group, pair, 'nmse', aggregate)) ?? [];
    return {
      key,
      aqs: groupAqs(aqs, group, pair, distance, aggregate),
      halves: typeof spread[0] === 'number' && typeof spread[1] === 'number' ? [spread[0], spread[1]] : null,
      repaired: group.layers.some((layer) => aqs[layer]?.entries[key]?.repaired),
      cost: parts.some((part) => part === undefined)
        ? null
        : parts.reduce<number>((sum, part) => sum + (part ?? 0), 0),
    };
  });
}

/** Ends of the log axis that all rows share: whole decades, at most six. */
export function pairAxis(rows: readonly PairRow[]): readonly [number, number] {
  const values = rows.flatMap((row) =>
    row.aqs !== null && row.aqs > 0 ? [row.aqs, ...(row.halves ?? [])] : [],
  );
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [1e-3, 1];
  const high = 10 ** Math.ceil(Math.log10(Math.max(...positive)));
  const low = 10 ** Math.floor(Math.log10(Math.min(...positive)));
  return [Math.max(low === high ? high / 10 : low, high / 1e6), high];
}
