/** Items by key, keys and items in order of appearance. (`Map.groupBy` is missing in Node 20.) */
export function groupBy<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const found = new Map<K, T[]>();
  for (const item of items) {
    const k = key(item);
    const members = found.get(k);
    if (members) members.push(item);
    else found.set(k, [item]);
  }
  return found;
}
