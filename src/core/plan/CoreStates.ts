/** Partial plans of one depth of a search, as parallel columns, ascending in the first load. */
export interface CoreStates {
  count: number;
  readonly sensitivity: Float64Array;
  /** [budget][state]: what is spent, as shares of the limits. */
  readonly loads: readonly Float64Array[];
  /** State of the depth before, and position chosen on the way here. */
  readonly parent: Int32Array;
  readonly position: Int32Array;
}

export function coreStates(capacity: number, budgets: number): CoreStates {
  return {
    count: 0,
    sensitivity: new Float64Array(capacity),
    loads: Array.from({ length: budgets }, () => new Float64Array(capacity)),
    parent: new Int32Array(capacity),
    position: new Int32Array(capacity),
  };
}

function copyState(from: CoreStates, i: number, to: CoreStates, j: number): void {
  to.sensitivity[j] = from.sensitivity[i]!;
  for (let k = 0; k < to.loads.length; k++) to.loads[k]![j] = from.loads[k]![i]!;
  to.parent[j] = from.parent[i]!;
  to.position[j] = from.position[i]!;
}

/** Two ascending lists as one; with one budget the dominated go at once. */
export function mergeStates(a: CoreStates, b: CoreStates): CoreStates {
  const merged = coreStates(a.count + b.count, a.loads.length);
  const [la, lb] = [a.loads[0]!, b.loads[0]!];
  const single = a.loads.length === 1;
  let best = Number.POSITIVE_INFINITY;
  let count = 0;
  for (let i = 0, j = 0; i < a.count || j < b.count; ) {
    const first =
      j >= b.count ||
      (i < a.count && (la[i]! < lb[j]! || (la[i]! === lb[j]! && a.sensitivity[i]! <= b.sensitivity[j]!)));
    const list = first ? a : b;
    const at = first ? i++ : j++;
    if (single) {
      if (list.sensitivity[at]! >= best) continue;
      best = list.sensitivity[at]!;
    }
    copyState(list, at, merged, count++);
  }
  merged.count = count;
  return merged;
}

/** Keeps the states for which `keep` says so, in place. */
export function filterStates(states: CoreStates, keep: (i: number) => boolean): void {
  let count = 0;
  for (let i = 0; i < states.count; i++) {
    if (!keep(i)) continue;
    if (count !== i) copyState(states, i, states, count);
    count++;
  }
  states.count = count;
}

/** Drops states that another beats in both loads and sensitivity: a sweep with a Fenwick tree over the second load. */
export function dropDominatedOfTwo(states: CoreStates): void {
  const { count, sensitivity } = states;
  if (states.loads.length !== 2 || count < 2) return;
  const second = states.loads[1]!;
  const ranks = second.slice(0, count).sort();
  const least = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  filterStates(states, (i) => {
    const load = second[i]!;
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ranks[middle]! <= load) low = middle + 1;
      else high = middle;
    }
    for (let at = low; at > 0; at -= at & -at) if (least[at]! <= sensitivity[i]!) return false;
    const value = sensitivity[i]!;
    // The first place of this load, so that equal loads see each other.
    for (let at = low; at <= count; at += at & -at) if (least[at]! > value) least[at] = value;
    return true;
  });
}
