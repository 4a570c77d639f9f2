import type { AqsTable } from './AqsTable.ts';

/** Measured damage at the network's output of one layer: of an injection, or at a pair (`key` says which). */
export interface MeasuredDamage {
  readonly layer: string;
  readonly key: string;
  readonly damage: number;
}

/** The table with one more injection; `key` as in `LayerAqs.injections`. Layers that it does not have are left out. */
export function withInjection(table: AqsTable, { layer, key, damage }: MeasuredDamage): AqsTable {
  const row = table[layer];
  if (!row) return table;
  return { ...table, [layer]: { ...row, injections: { ...row.injections, [key]: damage } } };
}

/** The table with one more end-to-end score; `key` is a `pairKey`. Pairs that it does not have are left out. */
export function withEndToEnd(table: AqsTable, { layer, key, damage }: MeasuredDamage): AqsTable {
  const row = table[layer];
  const entry = row?.entries[key];
  if (!row || !entry) return table;
  return {
    ...table,
    [layer]: { ...row, entries: { ...row.entries, [key]: { ...entry, endToEnd: damage } } },
  };
}
