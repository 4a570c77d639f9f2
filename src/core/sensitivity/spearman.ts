/**
 * Spearman's rank correlation of two series of equal length: Pearson's correlation of their ranks, ties at the average of
 * their ranks; -1 .. 1. Null where it means nothing: fewer than two values, or a series all of whose values are equal.
 * Throws a RangeError where the lengths differ or a value is NaN. (Spearman, Am. J. Psychology 15, 1904.)
 */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  if (a.length !== b.length) throw new RangeError(`${a.length} values cannot be ranked against ${b.length}.`);
  const x = averageRanks(a);
  const y = averageRanks(b);
  const mean = (a.length + 1) / 2;
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let i = 0; i < x.length; i++) {
    const dx = x[i]! - mean;
    const dy = y[i]! - mean;
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : null;
}

/** Rank of every value, from 1; equal values share the average of the ranks that they take up. */
export function averageRanks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (value, index) => {
    if (Number.isNaN(value)) throw new RangeError(`Value ${index + 1} is not a number.`);
    return index;
  }).sort((i, j) => (values[i]! < values[j]! ? -1 : values[i]! > values[j]! ? 1 : 0));
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) ranks[order[k]!] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}
