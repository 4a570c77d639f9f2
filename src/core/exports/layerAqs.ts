import type { AqsEntry, AqsTable } from '../sensitivity/AqsTable.ts';
import { sqnrOf } from '../sensitivity/accumulateAqs.ts';

/** AQS of every layer as an exported plan carries it, so that opening the plan needs no new measurement. */
export type LayerAqsFile = Readonly<
  Record<
    string,
    {
      readonly images: number;
      readonly pairs: Readonly<
        Record<
          string,
          {
            readonly nmse: number;
            readonly cosine: number;
            readonly max_error: number;
            readonly halves: readonly [number, number];
            readonly repaired?: boolean;
          }
        >
      >;
    }
  >
>;

/** SQNR is left out: it follows from nmse, and may be infinite. */
export function writeLayerAqs(table: AqsTable): LayerAqsFile {
  return mapValues(table, ({ images, entries }) => ({
    images,
    pairs: mapValues(entries, ({ nmse, cosine, maxError, halves, repaired }) => ({
      nmse,
      cosine,
      max_error: maxError,
      halves,
      ...(repaired ? { repaired } : {}),
    })),
  }));
}

/** Reads what `writeLayerAqs` wrote; null when it is absent or not of that form. */
export function readLayerAqs(data: unknown): AqsTable | null {
  try {
    const file = data as LayerAqsFile;
    const layers = Object.keys(file);
    if (layers.length === 0) return null;
    return Object.fromEntries(
      layers.map((layer) => {
        const { images, pairs } = file[layer]!;
        return [layer, { layer, images: finite(images), entries: mapValues(pairs, readEntry) }];
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
    maxError: finite(entry.max_error),
    halves: [finite(entry.halves[0]), finite(entry.halves[1])],
    ...(entry.repaired ? { repaired: true } : {}),
  };
}

function finite(value: number): number {
  if (!Number.isFinite(value)) throw new Error('not a number');
  return value;
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
