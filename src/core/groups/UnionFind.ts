import { groupBy } from './groupBy.ts';

/** Disjoint sets over a fixed list of items; sets and their members keep the list's order. */
export class UnionFind<T> {
  private readonly parent = new Map<T, T>();
  private readonly items: readonly T[];

  constructor(items: readonly T[]) {
    this.items = items;
    for (const item of items) this.parent.set(item, item);
  }

  private root(item: T): T {
    let root = item;
    for (let up = this.parent.get(root)!; up !== root; up = this.parent.get(root)!) root = up;
    for (let at = item; at !== root; ) {
      const up = this.parent.get(at)!;
      this.parent.set(at, root);
      at = up;
    }
    return root;
  }

  join(a: T, b: T): void {
    this.parent.set(this.root(b), this.root(a));
  }

  members(item: T): readonly T[] {
    const root = this.root(item);
    return this.items.filter((other) => this.root(other) === root);
  }

  sets(): readonly (readonly T[])[] {
    return [...groupBy(this.items, (item) => this.root(item)).values()];
  }
}
