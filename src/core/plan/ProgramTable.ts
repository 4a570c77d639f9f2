import { sumBudgets, withSlack } from './exactTotals.ts';
import { wholeBox } from './MemoryBox.ts';
import { memoryRows } from './MemoryRows.ts';
import type { CostName, Program } from './Program.ts';

/** Options of one group that are still possible, as parallel columns. */
export interface TableGroup {
  /** Index into the program's options. */
  readonly index: readonly number[];
  readonly sensitivity: readonly number[];
  /** [budget][option], as shares of that budget's limit. */
  readonly costs: readonly (readonly number[])[];
}

/**
 * A program as numbers, pins applied, dominated options gone, every budget that is a sum scaled so that its limit is 1. Of
 * a memory budget only what it says of single options: those that break it beside the narrowest others are gone.
 */
export interface ProgramTable {
  readonly budgets: readonly CostName[];
  readonly groups: readonly TableGroup[];
}

/** Keeps the listed positions of a group's columns. */
export function keepOptions(group: TableGroup, positions: readonly number[]): TableGroup {
  return {
    index: positions.map((p) => group.index[p]!),
    sensitivity: positions.map((p) => group.sensitivity[p]!),
    costs: group.costs.map((column) => positions.map((p) => column[p]!)),
  };
}

/** Positions of options that no other option beats or equals in sensitivity and everything limited at once. */
function undominated(
  sensitivity: readonly number[],
  costs: readonly (readonly number[])[],
): readonly number[] {
  const first = costs[0] ?? sensitivity;
  const order = sensitivity
    .map((_, i) => i)
    .sort((a, b) => sensitivity[a]! - sensitivity[b]! || first[a]! - first[b]! || a - b);
  const kept: number[] = [];
  // In this order only an option before can beat one; equal options in all but a later cost are both kept.
  for (const i of order) {
    const beaten = kept.some((j) => costs.every((column) => column[j]! <= column[i]!));
    if (!beaten) kept.push(i);
  }
  return kept.sort((a, b) => a - b);
}

/** Drops options that break a budget even when every other group is at its cheapest; null when nothing is left. */
function withinReach(start: readonly TableGroup[], budgets: number): readonly TableGroup[] | null {
  const margin = 1e-9;
  let groups = start;
  for (let k = 0, unchanged = 0; unchanged < budgets; k = (k + 1) % budgets) {
    const least = groups.map((group) => Math.min(...group.costs[k]!));
    const rest = 1 - least.reduce((total, n) => total + n, 0);
    if (!(rest >= -margin)) return null;
    let dropped = false;
    groups = groups.map((group, g) => {
      const column = group.costs[k]!;
      const positions = column.flatMap((cost, p) => (cost - least[g]! <= rest + margin ? [p] : []));
      if (positions.length === column.length) return group;
      dropped = true;
      return keepOptions(group, positions);
    });
    unchanged = dropped ? 1 : unchanged + 1;
  }
  return groups;
}

/**
 * The table of a checked program; null when some budget can be met by no choice. `keep` names an option of each group
 * that stays even where another dominates it (-1: none).
 */
export function programTable(program: Program, keep?: readonly number[]): ProgramTable | null {
  const budgets = sumBudgets(program);
  const limitsMemory = program.budgets.memory !== undefined && program.memory !== undefined;
  const box = limitsMemory ? wholeBox(program) : null;
  if (limitsMemory && !box) return null;
  const inMemory = new Set(limitsMemory ? memoryRows(program.memory!).classes.flatMap((c) => c.groups) : []);
  const room = budgets.map((cost) => withSlack(program.budgets[cost]!) - (program.fixed?.[cost] ?? 0));
  // With no room at all only options without cost are left, and they all count 0.
  const share = (cost: number, k: number): number => {
    if (room[k]! > 0) return cost / room[k]!;
    return cost > 0 ? Number.POSITIVE_INFINITY : 0;
  };
  const groups = program.groups.map((group, g) => {
    const open = group.pin === undefined ? group.options.map((_, i) => i) : [group.pin];
    const widthOf = (i: number): number => group.options[i]!.activationBits;
    const index = box ? open.filter((i) => widthOf(i) <= box.cap[g]!) : open;
    const full: TableGroup = {
      index,
      sensitivity: index.map((i) => group.options[i]!.sensitivity),
      costs: budgets.map((cost, k) => index.map((i) => share(group.options[i]!.costs[cost]!, k))),
    };
    const limited = inMemory.has(g) ? [...full.costs, index.map(widthOf)] : full.costs;
    const kept = undominated(full.sensitivity, limited);
    const wanted = keep ? index.indexOf(keep[g]!) : -1;
    return keepOptions(
      full,
      wanted < 0 || kept.includes(wanted) ? kept : [...kept, wanted].sort((a, b) => a - b),
    );
  });
  if (groups.some((group) => group.index.length === 0)) return null;
  const reachable = withinReach(groups, budgets.length);
  return reachable && { budgets, groups: reachable };
}
