import { loads } from './lagrangian.ts';
import type { ProgramTable } from './ProgramTable.ts';

/** Scaled limits with a little less than the slack, so that what fits here fits in exact re-computation. */
const limit = 1;

const fitsAll = (load: readonly number[]): boolean => load.every((l) => l <= limit);

/** Lowers pairs, least loss per excess first, until every budget holds; null when it cannot. Positions in, positions out. */
export function repairChoice(table: ProgramTable, start: readonly number[]): number[] | null {
  const choice = [...start];
  const load = loads(table, choice);
  const excess = (l: readonly number[]): number => l.reduce((total, n) => total + Math.max(0, n - limit), 0);
  for (let left = excess(load); left > 0; left = excess(load)) {
    let best: { g: number; p: number; score: number } | null = null;
    table.groups.forEach((group, g) => {
      const from = choice[g]!;
      for (let p = 0; p < group.index.length; p++) {
        if (p === from) continue;
        let after = 0;
        for (let k = 0; k < load.length; k++) {
          after += Math.max(0, load[k]! + group.costs[k]![p]! - group.costs[k]![from]! - limit);
        }
        if (after >= left) continue;
        const loss = group.sensitivity[p]! - group.sensitivity[from]!;
        const score = loss <= 0 ? loss * (left - after) : loss / (left - after);
        if (!best || score < best.score) best = { g, p, score };
      }
    });
    if (!best) return null;
    const { g, p }: { g: number; p: number } = best;
    table.groups[g]!.costs.forEach((column, k) => {
      load[k]! += column[p]! - column[choice[g]!]!;
    });
    choice[g] = p;
  }
  return fitsAll(loads(table, choice)) ? choice : null;
}

/** Takes the best single change that fits until none helps. */
export function improveChoice(table: ProgramTable, start: readonly number[]): number[] {
  const choice = [...start];
  for (;;) {
    const load = loads(table, choice);
    let best = { g: -1, p: -1, gain: 0 };
    table.groups.forEach((group, g) => {
      const from = choice[g]!;
      for (let p = 0; p < group.index.length; p++) {
        const gain = group.sensitivity[from]! - group.sensitivity[p]!;
        if (gain <= best.gain) continue;
        if (group.costs.every((column, k) => load[k]! + column[p]! - column[from]! <= limit))
          best = { g, p, gain };
      }
    });
    if (best.g < 0) return choice;
    choice[best.g] = best.p;
  }
}
