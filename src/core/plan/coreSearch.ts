import { type CoreStates, coreStates, dropDominatedOfTwo, filterStates, mergeStates } from './CoreStates.ts';
import { meetsBudgets, objectiveOf } from './exactTotals.ts';
import type { Program } from './Program.ts';
import type { Reduction } from './reduceProgram.ts';
import { suffixBounds } from './suffixBounds.ts';

export interface CoreResult {
  /** Best plan known (option index by group), the incumbent or a better one; null when there is none. */
  readonly choice: readonly number[] | null;
  readonly upper: number;
  /** Proven: no plan has a smaller objective. */
  readonly lower: number;
  /** Nothing was cut off: the plan is the optimum, or there is none. */
  readonly complete: boolean;
}

/** Rounding of sums of scaled costs; what is within it is decided by exact re-computation. */
const loadMargin = 1e-14;

/**
 * Dynamic programming over the groups that reduction left open: all partial plans, less those that another dominates and
 * those whose bound (linear relaxation of the groups to come) exceeds the incumbent. Each is also completed by
 * rounding that relaxation, which finds good plans early. Keeps at most `width` partial plans per group, the most
 * promising ones: exact when that was enough. With `worth` the search keeps every plan whose objective is within the
 * reduction's `upper`, up to dominance (the last budget counts as a second worth), and takes the one of least worth.
 */
export function coreSearch(
  program: Program,
  reduction: Reduction,
  width: number,
  worth?: (choice: readonly number[]) => number,
): CoreResult {
  const { table, bound } = reduction;
  const budgets = table.budgets.length;
  const limited = worth ? budgets - 1 : budgets;
  const open = table.groups
    .map((group, g) => ({ g, size: group.index.length, stake: stakeOf(reduction, g) }))
    .filter(({ size }) => size > 1)
    .sort((a, b) => b.stake - a.stake)
    .map(({ g }) => g);
  let { incumbent: best, upper } = reduction;
  if (budgets === 0) return { choice: best, upper, lower: upper, complete: best !== null };
  const margin = 1e-13 * (bound.magnitude + (Number.isFinite(upper) ? Math.abs(upper) : 0));
  let dropped = Number.POSITIVE_INFINITY;

  const bounds = suffixBounds(table, open, bound.prices);
  let states = coreStates(1, budgets);
  states.count = 1;
  table.groups.forEach((group) => {
    if (group.index.length > 1) return;
    states.sensitivity[0]! += group.sensitivity[0]!;
    for (let k = 0; k < budgets; k++) states.loads[k]![0]! += group.costs[k]![0]!;
  });
  const depths: CoreStates[] = [states];

  /** The plan of a partial one, its open groups taken from `rest`. */
  const planOf = (depth: number, state: number, rest: readonly number[]): number[] => {
    const positions = table.groups.map(() => 0);
    rest.forEach((p, i) => {
      positions[open[depth + i]!] = p;
    });
    for (let d = depth, at = state; d > 0; d--) {
      const list = depths[d]!;
      positions[open[d - 1]!] = list.position[at]!;
      at = list.parent[at]!;
    }
    return positions.map((p, g) => table.groups[g]!.index[p]!);
  };
  const offer = (choice: readonly number[]): void => {
    const objective = objectiveOf(program, choice);
    if (objective < upper && meetsBudgets(program, choice)) [best, upper] = [choice, objective];
  };

  for (let depth = 1; depth <= open.length; depth++) {
    const group = table.groups[open[depth - 1]!]!;
    let merged: CoreStates | null = null;
    for (let p = 0; p < group.index.length; p++) {
      const shifted = coreStates(states.count, budgets);
      let count = 0;
      shift: for (let i = 0; i < states.count; i++) {
        for (let k = 0; k < budgets; k++) {
          const load = states.loads[k]![i]! + group.costs[k]![p]!;
          if (load + bounds.least[k]![depth]! > 1 + loadMargin) continue shift;
          // Below this nothing to come can break the budget: such loads are all the same, unless counted for worth.
          const floor = k < limited ? 1 - bounds.most[k]![depth]! - loadMargin : 0;
          shifted.loads[k]![count] = Math.max(load, floor);
        }
        shifted.sensitivity[count] = states.sensitivity[i]! + group.sensitivity[p]!;
        shifted.parent[count] = i;
        shifted.position[count] = p;
        count++;
      }
      shifted.count = count;
      merged = merged === null ? shifted : mergeStates(merged, shifted);
    }
    const next = merged!;
    dropDominatedOfTwo(next);
    depths.push(next);
    const values = bounds.at(depth, next, upper + margin);
    if (depth < open.length && !worth) {
      const round = bounds.rounded(depth, next);
      if (round && round.objective < upper) offer(planOf(depth, round.state, round.positions));
    }
    let limit = upper + margin;
    const total = next.count;
    let over = 0;
    for (let i = 0; i < total; i++) if (!(values[i]! <= limit)) over++;
    if (total - over > width) {
      const sorted = values.slice(0, total).sort();
      limit = sorted[width - 1]!;
      dropped = Math.min(dropped, sorted[width]!);
      // Of equal bounds the first ones stay.
      let room = width;
      filterWith(next, values, (value) => value <= limit && room-- > 0);
    } else if (over > 0) filterWith(next, values, (value) => value <= limit);
    states = next;
    if (states.count === 0) break;
  }
  if (states.count > 0 && depths.length === open.length + 1) {
    const order = Array.from({ length: states.count }, (_, i) => i);
    order.sort((a, b) => states.sensitivity[a]! - states.sensitivity[b]!);
    let least = worth && best ? worth(best) : Number.POSITIVE_INFINITY;
    for (const i of order) {
      if (worth) {
        const choice = planOf(open.length, i, []);
        const value = worth(choice);
        if (value < least) [best, least] = [choice, value];
        continue;
      }
      if (states.sensitivity[i]! > upper + margin) break;
      offer(planOf(open.length, i, []));
    }
  }
  const complete = dropped > upper + margin;
  const lower = complete ? upper : Math.max(reduction.lower, Math.min(upper, dropped));
  return { choice: best, upper, lower, complete };
}

function filterWith(states: CoreStates, values: Float64Array, keep: (value: number) => boolean): void {
  filterStates(states, (i) => keep(values[i]!));
}

/** How much a group's open options differ in price: those with most at stake are decided first. */
function stakeOf({ table, bound }: Reduction, g: number): number {
  const { sensitivity, costs } = table.groups[g]!;
  let widest = 0;
  for (let k = 0; k < costs.length; k++) {
    const column = costs[k]!;
    widest = Math.max(widest, bound.prices[k]! * (Math.max(...column) - Math.min(...column)));
  }
  return widest || Math.max(...sensitivity) - Math.min(...sensitivity);
}
