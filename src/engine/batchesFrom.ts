export interface Batch {
  readonly first: number;
  readonly images: number;
}

/** Batches of at most so many images that end wherever a layer was left, so that each goes on at the start of one. */
export function batchesFrom(
  first: number,
  count: number,
  batchSize: number,
  cuts: readonly number[] = [],
): Batch[] {
  const batches: Batch[] = [];
  for (let at = first; at < count; ) {
    const end = Math.min(count, at + batchSize, ...cuts.filter((cut) => cut > at));
    batches.push({ first: at, images: end - at });
    at = end;
  }
  return batches;
}
