import type { CoreStates } from './CoreStates.ts';
import { cutBounds } from './cutBounds.ts';
import { hullBounds } from './hullBounds.ts';
import type { ProgramTable } from './ProgramTable.ts';

export interface Rounded {
  readonly state: number;
  readonly objective: number;
  /** Position of every group to come. */
  readonly positions: readonly number[];
}

/** What the groups that come after a depth can add at best. */
export interface SuffixBounds {
  /** [budget][depth]: least load of the groups to come. */
  readonly least: readonly Float64Array[];
  /** [budget][depth]: their greatest. */
  readonly most: readonly Float64Array[];
  /** A lower bound on the objective of every plan that begins like each state; above `limit` it need not be the best. */
  at(depth: number, states: CoreStates, limit: number): Float64Array;
  /** The best plan found by completing the states of that depth; null when none of them gave one. */
  rounded(depth: number, states: CoreStates): Rounded | null;
}

/** Bounds for a search that decides the groups in the given order; `prices` are the best known ones of the budgets. */
export function suffixBounds(
  table: ProgramTable,
  order: readonly number[],
  prices: readonly number[],
): SuffixBounds {
  return table.budgets.length === 1 ? hullBounds(table, order) : cutBounds(table, order, prices);
}
