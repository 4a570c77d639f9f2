import type { AqsTable } from '../core/sensitivity/AqsTable.ts';

/** Puts newly measured entries over those of a table measured in the same way, layer by layer. */
export function mergeTables(base: AqsTable, newer: AqsTable): AqsTable {
  const merged: Record<string, AqsTable[string]> = { ...base };
  for (const [name, layer] of Object.entries(newer)) {
    const old = base[name];
    merged[name] = old ? { ...layer, entries: { ...old.entries, ...layer.entries } } : layer;
  }
  return merged;
}
