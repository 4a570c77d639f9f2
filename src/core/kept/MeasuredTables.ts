import type { LayerMeasurement } from '../ports.ts';
import { type Pair, pairKey } from '../profile/Pair.ts';
import type { AqsTable, LayerAqs } from '../sensitivity/AqsTable.ts';
import { accumulateAqs } from '../sensitivity/accumulateAqs.ts';
import { type PairStep, stepKey } from '../sensitivity/stepKey.ts';

/** An AQS table as far as it was measured, unrepaired, so that a measurement can go on where it stopped. */
export interface MeasuredTables {
  /** Layers measured on all images. */
  readonly table: AqsTable;
  /** Layers measured on the first images only. */
  readonly unfinished: AqsTable;
}

export const nothingMeasured: MeasuredTables = { table: {}, unfinished: {} };

/** What a measurement has yet to do, in the words of a `MeasureRequest`. */
export interface MissingWork {
  readonly pairs: Readonly<Record<string, readonly Pair[]>>;
  readonly done: Readonly<Record<string, number>>;
}

/** The same of a measurement of steps. */
export interface MissingSteps {
  readonly steps: Readonly<Record<string, readonly PairStep[]>>;
  readonly done: Readonly<Record<string, number>>;
}

/** Adds what one layer gave on one batch. @param images of the whole data */
export function addMeasured(
  { table, unfinished }: MeasuredTables,
  measurement: LayerMeasurement,
  images: number,
): MeasuredTables {
  const { [measurement.layer]: layer, ...others } = accumulateAqs(unfinished, measurement);
  if (layer!.images < images) return { table, unfinished: { ...others, [measurement.layer]: layer! } };
  return {
    table: { ...table, [measurement.layer]: joined(table[measurement.layer], layer!) },
    unfinished: others,
  };
}

/** All that is known by now, also of layers that are half measured: for showing it. */
export function shownTable({ table, unfinished }: MeasuredTables): AqsTable {
  return { ...unfinished, ...table };
}

/**
 * The pairs wanted, layer by layer, that are not measured on all images, and how far each such layer is.
 * @param reach true: an entry that neither says how far its error reaches nor was scored is missing, too
 */
export function missingWork(
  tables: MeasuredTables,
  wanted: Readonly<Record<string, readonly Pair[]>>,
  images: number,
  reach = false,
): MissingWork {
  const { missing, done } = missingOf(tables, wanted, images, (layer, pair) => {
    const entry = layer.entries[pairKey(pair)];
    return entry !== undefined && (!reach || entry.reach !== undefined || entry.propagated !== undefined);
  });
  return { pairs: missing, done };
}

/** The steps wanted, layer by layer, that are not measured on all images, and how far each such layer is. */
export function missingSteps(
  tables: MeasuredTables,
  wanted: Readonly<Record<string, readonly PairStep[]>>,
  images: number,
): MissingSteps {
  const { missing, done } = missingOf(
    tables,
    wanted,
    images,
    (layer, step) => layer.entries[stepKey(step)] !== undefined,
  );
  return { steps: missing, done };
}

function missingOf<T>(
  { table, unfinished }: MeasuredTables,
  wanted: Readonly<Record<string, readonly T[]>>,
  images: number,
  has: (layer: LayerAqs, item: T) => boolean,
): { missing: Record<string, readonly T[]>; done: Record<string, number> } {
  const missing: Record<string, readonly T[]> = {};
  const done: Record<string, number> = {};
  for (const [name, all] of Object.entries(wanted)) {
    const known = table[name];
    const lacking = all.filter((item) => known?.images !== images || !has(known, item));
    if (lacking.length === 0) continue;
    missing[name] = lacking;
    const begun = unfinished[name];
    if (begun && begun.images < images && lacking.every((item) => has(begun, item)))
      done[name] = begun.images;
  }
  return { missing, done };
}

/** Entries of both, the newer ones over the older, where both stand on the same images. */
function joined(old: LayerAqs | undefined, newer: LayerAqs): LayerAqs {
  if (old?.images !== newer.images) return newer;
  return { ...old, ...newer, entries: { ...old.entries, ...newer.entries } };
}

/** The entries wanted alone, in the order in which they are wanted; layers without any are left out. */
export function onlyPairs(table: AqsTable, wanted: Readonly<Record<string, readonly Pair[]>>): AqsTable {
  return onlyKeys(table, wanted, pairKey);
}

/** The same of a table of steps. */
export function onlySteps(table: AqsTable, wanted: Readonly<Record<string, readonly PairStep[]>>): AqsTable {
  return onlyKeys(table, wanted, stepKey);
}

function onlyKeys<T>(
  table: AqsTable,
  wanted: Readonly<Record<string, readonly T[]>>,
  keyOf: (item: T) => string,
): AqsTable {
  const rows = Object.entries(wanted).flatMap(([name, items]) => {
    const layer = table[name];
    if (!layer) return [];
    const known = items.map(keyOf).flatMap((key) => (layer.entries[key] ? [[key, layer.entries[key]]] : []));
    return known.length > 0 ? [[name, { ...layer, entries: Object.fromEntries(known) }] as const] : [];
  });
  return Object.fromEntries(rows);
}
