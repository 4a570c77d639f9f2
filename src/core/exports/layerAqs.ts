import type { AqsEntry, AqsTable } from '../sensitivity/AqsTable.ts';
import { sqnrOf } from '../sensitivity/accumulateAqs.ts';

/** AQS of every layer as an exported plan carries it, so that opening the plan needs no new measurement. */
export type LayerAqsFile = Readonly<
  Record<
    string,
    {
      readonly images: number;
      /** Measured damage at the network's output with one operand quantized: `weights 4`, `input 8`. */
      readonly injections?: Readonly<Record<string, number>>;
      readonly pairs: Readonly<
        Record<
          string,
          {
            readonly nmse: number;
            readonly cosine: number;
            /** KL of the output's histogram, nats; absent in older files. */
            readonly histogram_kl?: number;
            readonly max_error: number;
            readonly halves: readonly [number, number];
            readonly repaired?: boolean;
            /** Damage at the network's output to second order, and on the two halves of the images. */
            readonly reach?: number;
            readonly reach_halves?: readonly [number, number];
            /** Damage at the network's output (KL in nats for a classifier): predicted, and measured by this pair alone. */
            readonly propagated?: number;
            readonly end_to_end?: number;
          }
        >
      >;
    }
  >
>;

/** SQNR is left out: it follows from nmse, and may be infinite. */
export function writeLayerAqs(table: AqsTable): LayerAqsFile {
  return mapValues(table, ({ images, entries, injections }) => ({
    images,
    ...(injections ? { injections } : {}),
    pairs: mapValues(entries, writeEntry),
  }));
}

function writeEntry(entry: AqsEntry): LayerAqsFile[string]['pairs'][string] {
  const { nmse, cosine, histogramKl, maxError, halves, repaired, reach, reachHalves, propagated, endToEnd } =
    entry;
  return {
    nmse,
    cosine,
    ...(histogramKl === undefined ? {} : { histogram_kl: histogramKl }),
    max_error: maxError,
    halves,
    ...(repaired ? { repaired } : {}),
    ...(reach === undefined ? {} : { reach }),
    ...(reachHalves ? { reach_halves: reachHalves } : {}),
    ...(propagated === undefined ? {} : { propagated }),
    ...(endToEnd === undefined ? {} : { end_to_end: endToEnd }),
  };
}

/** Reads what `writeLayerAqs` wrote; null when it is absent or not of that form. */
export function readLayerAqs(data: unknown): AqsTable | null {
  try {
    const file = data as LayerAqsFile;
    const layers = Object.keys(file);
    if (layers.length === 0) return null;
    return Object.fromEntries(
      layers.map((layer) => {
        const { images, pairs, injections } = file[layer]!;
        const more = injections ? { injections: mapValues(injections, finite) } : {};
        return [layer, { layer, images: finite(images), entries: mapValues(pairs, readEntry), ...more }];
      }),
    );
  } catch {
    return null;
  }
}

function readEntry(entry: LayerAqsFile[string]['pairs'][string]): AqsEntry {
  const nmse = finite(entry.nmse);
  return {
    nmse,
    sqnr: sqnrOf(nmse),
    cosine: finite(entry.cosine),
    ...(entry.histogram_kl === undefined ? {} : { histogramKl: finite(entry.histogram_kl) }),
    maxError: finite(entry.max_error),
    halves: [finite(entry.halves[0]), finite(entry.halves[1])],
    ...(entry.repaired ? { repaired: true } : {}),
    ...(entry.reach === undefined ? {} : { reach: finite(entry.reach) }),
    ...(entry.reach_halves === undefined
      ? {}
      : { reachHalves: [finite(entry.reach_halves[0]), finite(entry.reach_halves[1])] }),
    ...(entry.propagated === undefined ? {} : { propagated: finite(entry.propagated) }),
    ...(entry.end_to_end === undefined ? {} : { endToEnd: finite(entry.end_to_end) }),
  };
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Error('not a number');
  return value;
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
