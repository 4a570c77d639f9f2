import type { Histogram } from '../ports.ts';
import type { AqsEntry, AqsTable, LayerAqs } from '../sensitivity/AqsTable.ts';
import { sqnrOf } from '../sensitivity/accumulateAqs.ts';
import type { MeasuredTables } from './MeasuredTables.ts';

/** What is kept of the AQS of a model: its tables, and the distribution of every layer's input. */
export interface KeptAqs {
  readonly tables: MeasuredTables;
  readonly histograms: Readonly<Record<string, Histogram>>;
}

/** 2: with the KL of histograms; what was kept without it is measured again. */
const format = 'aqs 2';

/** More bins than a chart draws; the fine ones of a measurement would be most of what is kept. */
const keptBins = 256;

/** Images, then by pair nmse, cosine, histogramKl, maxError and both halves, and where it was measured reach and its halves. */
type PackedLayer = readonly [number, Readonly<Record<string, readonly (number | null)[]>>];

/** As plain JSON. SQNR follows from nmse and is left out (JSON has no infinity). */
export function packAqs({ tables, histograms }: KeptAqs): unknown {
  return {
    format,
    table: packTable(tables.table),
    unfinished: packTable(tables.unfinished),
    histograms: Object.fromEntries(
      Object.entries(histograms).map(([layer, { min, max, counts }]) => [
        layer,
        [min, max, ...coarse(counts)],
      ]),
    ),
  };
}

/** What `packAqs` made; null for anything else. Entries that are not numbers are left out, to be measured again. */
export function unpackAqs(value: unknown): KeptAqs | null {
  if (!isRecord(value) || value.format !== format) return null;
  const { table, unfinished, histograms } = value;
  return {
    tables: { table: unpackTable(table), unfinished: unpackTable(unfinished) },
    histograms: unpackHistograms(histograms),
  };
}

function packTable(table: AqsTable): Record<string, PackedLayer> {
  return Object.fromEntries(
    Object.entries(table).map(([name, { images, entries }]) => {
      const rows = Object.entries(entries).map(([pair, entry]) => {
        const { nmse, cosine, histogramKl = null, maxError, halves, reach, reachHalves } = entry;
        const far = reach === undefined || !reachHalves ? [] : [reach, ...reachHalves];
        return [pair, [nmse, cosine, histogramKl, maxError, ...halves, ...far]] as const;
      });
      return [name, [images, Object.fromEntries(rows)]];
    }),
  );
}

function unpackTable(packed: unknown): AqsTable {
  const table: Record<string, LayerAqs> = {};
  if (!isRecord(packed)) return table;
  for (const [layer, row] of Object.entries(packed)) {
    if (!Array.isArray(row)) continue;
    const [images, numbers] = row as readonly unknown[];
    if (typeof images !== 'number' || !isRecord(numbers)) continue;
    const entries: Record<string, AqsEntry> = {};
    for (const [pair, values] of Object.entries(numbers)) {
      if (!isNumbers(values) || (values.length !== 6 && values.length !== 9)) continue;
      const [nmse, cosine, histogramKl, maxError, even, odd, ...far] = values as [
        number,
        number,
        number,
        number,
        number,
        number,
      ];
      const [reach, farEven, farOdd] = far as readonly number[];
      entries[pair] = {
        nmse,
        sqnr: sqnrOf(nmse),
        cosine,
        histogramKl,
        maxError,
        halves: [even, odd],
        ...(reach === undefined ? {} : { reach, reachHalves: [farEven!, farOdd!] }),
      };
    }
    table[layer] = { layer, images, entries };
  }
  return table;
}

function unpackHistograms(packed: unknown): Record<string, Histogram> {
  const histograms: Record<string, Histogram> = {};
  if (!isRecord(packed)) return histograms;
  for (const [layer, values] of Object.entries(packed)) {
    if (!isNumbers(values) || values.length < 3) continue;
    const [min, max, ...counts] = values as [number, number, ...number[]];
    histograms[layer] = { min, max, counts: Uint32Array.from(counts) };
  }
  return histograms;
}

/** Neighbouring bins put together, where their number allows it. */
function coarse(counts: Uint32Array): number[] {
  const width = counts.length % keptBins === 0 ? counts.length / keptBins : 1;
  return Array.from({ length: counts.length / width }, (_, bin) => {
    let sum = 0;
    for (let i = 0; i < width; i++) sum += counts[bin * width + i]!;
    return sum;
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number' && Number.isFinite(item));
}
