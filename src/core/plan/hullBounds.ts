import type { CoreStates } from './CoreStates.ts';
import { hullOf, sortedSteps } from './hullSteps.ts';
import type { ProgramTable } from './ProgramTable.ts';
import type { SuffixBounds } from './suffixBounds.ts';
import { suffixLoads } from './suffixLoads.ts';

/** One budget: the exact linear relaxation of the groups to come, a walk along the hull steps. */
export function hullBounds(table: ProgramTable, order: readonly number[]): SuffixBounds {
  const least = suffixLoads(table, order, Math.min);
  const most = suffixLoads(table, order, Math.max);
  const hulls = order.map((g, d) => hullOf(d, table.groups[g]!.costs[0]!, table.groups[g]!.sensitivity));
  const steps = sortedSteps(hulls);
  const starts = new Float64Array(order.length + 1);
  for (let d = order.length - 1; d >= 0; d--) {
    starts[d] = starts[d + 1]! + table.groups[order[d]!]!.sensitivity[hulls[d]!.start]!;
  }
  let reached: Float64Array = new Float64Array(0);
  const walk = (depth: number, states: CoreStates): Float64Array => {
    const later = steps.filter((step) => step.group >= depth);
    const values = new Float64Array(states.count);
    reached = new Float64Array(states.count);
    const load = states.loads[0]!;
    // From the most spent to the least, the walk only goes on.
    let [at, cost, gain] = [0, 0, 0];
    for (let i = states.count - 1; i >= 0; i--) {
      const room = 1 - load[i]! - least[0]![depth]!;
      while (at < later.length && cost + later[at]!.cost <= room) {
        cost += later[at]!.cost;
        gain += later[at]!.gain;
        at++;
      }
      const base = states.sensitivity[i]! + starts[depth]! - gain;
      reached[i] = base;
      const next = later[at];
      values[i] = next ? base - Math.max(0, ((room - cost) / next.cost) * next.gain) : base;
    }
    return values;
  };
  return {
    least,
    most,
    at: walk,
    rounded(depth, states) {
      let state = -1;
      for (let i = 0; i < states.count; i++) if (state < 0 || reached[i]! < reached[state]!) state = i;
      if (state < 0) return null;
      const positions = order.slice(depth).map((_, i) => hulls[depth + i]!.start);
      let room = 1 - states.loads[0]![state]! - least[0]![depth]!;
      for (const step of steps) {
        if (step.group < depth || positions[step.group - depth] !== step.from || step.cost > room) continue;
        positions[step.group - depth] = step.to;
        room -= step.cost;
      }
      return { state, objective: reached[state]!, positions };
    },
  };
}
