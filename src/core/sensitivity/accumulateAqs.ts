import type { LayerMeasurement } from '../ports.ts';
import type { AqsEntry, AqsTable } from './AqsTable.ts';
import { sumsPerImage } from './errorSums.ts';

/** Keeps a layer of zeros from dividing by zero. */
const epsilon = 1e-8;

/**
 * Adds one layer's measurement on one batch to the table. Batches of a layer come in order: a batch that starts at
 * image 0 begins the layer anew, any other must follow on what is there. Give it raw tables only, never repaired ones.
 */
export function accumulateAqs(table: AqsTable, measurement: LayerMeasurement): AqsTable {
  const { layer, first, images } = measurement;
  const before = first === 0 ? undefined : table[layer];
  if (first !== 0 && before?.images !== first) {
    throw new Error(
      `Layer "${layer}": images from ${first} on cannot follow ${before?.images ?? 0} measured ones.`,
    );
  }
  const entries: Record<string, AqsEntry> = {};
  measurement.pairs.forEach((pair, index) => {
    entries[pair] = addImages(before?.entries[pair], measurement, index);
  });
  return { ...table, [layer]: { layer, images: first + images, entries } };
}

function addImages(before: AqsEntry | undefined, measurement: LayerMeasurement, index: number): AqsEntry {
  const { first, images, values, elements } = measurement;
  // Images 0, 2, 4 .. are the even half.
  const seen = [Math.ceil(first / 2), Math.floor(first / 2)] as const;
  const sums = [(before?.halves[0] ?? 0) * seen[0], (before?.halves[1] ?? 0) * seen[1]] as [number, number];
  let cosine = (before?.cosine ?? 0) * first;
  let maxError = before?.maxError ?? 0;
  for (let image = 0; image < images; image++) {
    const at = (index * images + image) * sumsPerImage;
    const [squares, xx, yy, xy, most] = values.subarray(at, at + sumsPerImage) as unknown as number[];
    sums[(first + image) % 2]! += squares! / (xx! + epsilon * elements);
    cosine += cosineDistance(squares!, xx!, yy!, xy!);
    maxError = Math.max(maxError, most!);
  }
  const total = first + images;
  const nmse = (sums[0] + sums[1]) / total;
  const even = sums[0] / Math.ceil(total / 2);
  // One image has no odd half: the even one stands for both.
  const odd = total > 1 ? sums[1] / Math.floor(total / 2) : even;
  return {
    nmse,
    sqnr: sqnrOf(nmse),
    cosine: cosine / total,
    ...histogramKlOf(before, measurement, index),
    maxError,
    halves: [even, odd],
    ...reachOf(before, measurement, index),
  };
}

/** Mean KL of the histograms, where it is known of these images and those before. */
function histogramKlOf(
  before: AqsEntry | undefined,
  { first, images, values }: LayerMeasurement,
  index: number,
): Pick<AqsEntry, 'histogramKl'> {
  if (first > 0 && before?.histogramKl === undefined) return {};
  let sum = (before?.histogramKl ?? 0) * first;
  for (let image = 0; image < images; image++) {
    sum += values[(index * images + image) * sumsPerImage + 5]!;
  }
  return { histogramKl: sum / (first + images) };
}

/** Mean damage to second order, where it was measured for these images and those before. */
function reachOf(
  before: AqsEntry | undefined,
  { first, images, damage }: LayerMeasurement,
  index: number,
): Pick<AqsEntry, 'reach' | 'reachHalves'> {
  if (!damage || (first > 0 && before?.reachHalves === undefined)) return {};
  const seen = [Math.ceil(first / 2), Math.floor(first / 2)] as const;
  const sums = [(before?.reachHalves?.[0] ?? 0) * seen[0], (before?.reachHalves?.[1] ?? 0) * seen[1]] as [
    number,
    number,
  ];
  for (let image = 0; image < images; image++) {
    sums[(first + image) % 2]! += damage[index * images + image]!;
  }
  const total = first + images;
  const even = sums[0] / Math.ceil(total / 2);
  const odd = total > 1 ? sums[1] / Math.floor(total / 2) : even;
  return { reach: (sums[0] + sums[1]) / total, reachHalves: [even, odd] };
}

/** dB of a normalized mean squared error; Infinity for none. */
export function sqnrOf(nmse: number): number {
  return nmse === 0 ? Infinity : -10 * Math.log10(nmse);
}

/** 1 - cos(x, y). Zero for equal outputs, also for two of nothing but zeros; 1 where only one is zero. */
function cosineDistance(squares: number, xx: number, yy: number, xy: number): number {
  if (squares === 0) return 0;
  if (xx === 0 || yy === 0) return 1;
  return Math.min(2, Math.max(0, 1 - xy / Math.sqrt(xx * yy)));
}
