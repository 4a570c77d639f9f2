import type { GLPK, LP } from 'glpk.js/node';
import type { Reduction } from '../core/plan/reduceProgram.ts';

/** The reduced program as an integer problem, and how to read its answer. */
export interface IntegerProblem {
  readonly lp: LP;
  /** Variables by name: group and position in the reduced table. */
  readonly variables: ReadonlyMap<string, { readonly group: number; readonly position: number }>;
  /** Adds a row that forbids one answer (position by group). */
  forbid(choice: readonly number[]): void;
}

/**
 * Decided groups become constants. The objective is written in reduced costs plus the price of unused budget, scaled so
 * that the gap between bound and incumbent is 1000: GLPK's tolerances then act on that gap and not on the whole
 * objective. Options that are not allowed have no variable at all; a large penalty instead makes GLPK return
 * wrong optima.
 */
export function integerProblem(glpk: GLPK, reduction: Reduction): IntegerProblem {
  const { table, bound, upper } = reduction;
  const open = table.groups.flatMap((group, g) => (group.index.length > 1 ? [g] : []));
  const variables = new Map<string, { group: number; position: number }>();
  const name = (g: number, p: number): string => `x${g}_${p}`;
  const gap = Number.isFinite(upper) ? upper - bound.lower : bound.magnitude;
  const scale = gap > 0 ? 1000 / gap : 1;

  const objective: LP['objective']['vars'] = [];
  const rows: LP['subjectTo'] = open.map((g) => ({
    name: `one${g}`,
    vars: table.groups[g]!.index.map((_, p) => ({ name: name(g, p), coef: 1 })),
    bnds: { type: glpk.GLP_FX, lb: 1, ub: 1 },
  }));
  for (const g of open) {
    const group = table.groups[g]!;
    const priced = group.sensitivity.map((s, p) =>
      bound.prices.reduce((total, price, k) => total + price * group.costs[k]![p]!, s),
    );
    const least = Math.min(...priced);
    group.index.forEach((_, p) => {
      variables.set(name(g, p), { group: g, position: p });
      objective.push({ name: name(g, p), coef: (priced[p]! - least) * scale });
    });
  }

  const bounds: NonNullable<LP['bounds']> = [];
  table.budgets.forEach((_, k) => {
    const least = table.groups.map((group) => Math.min(...group.costs[k]!));
    const room = 1 - least.reduce((total, n) => total + n, 0);
    const extra = open.flatMap((g) =>
      table.groups[g]!.costs[k]!.map((cost, p) => ({ name: name(g, p), coef: cost - least[g]! })),
    );
    const most = open.reduce((total, g) => total + Math.max(...table.groups[g]!.costs[k]!) - least[g]!, 0);
    if (most <= room && bound.prices[k] === 0) return;
    const widest = Math.max(...extra.map((v) => v.coef));
    if (widest <= 0) return;
    const vars = extra.flatMap((v) =>
      v.coef > widest * 1e-12 ? [{ name: v.name, coef: v.coef / widest }] : [],
    );
    // The unused part of the budget, in units of `widest`.
    const slack = `slack${k}`;
    vars.push({ name: slack, coef: 1 });
    bounds.push({ name: slack, type: glpk.GLP_LO, lb: 0, ub: 0 });
    objective.push({ name: slack, coef: bound.prices[k]! * widest * scale });
    const share = Math.min(Math.max(room, 0) / widest, open.length);
    rows.push({ name: `budget${k}`, vars, bnds: { type: glpk.GLP_FX, lb: share, ub: share } });
  });

  const lp: LP = {
    name: 'plan',
    objective: { direction: glpk.GLP_MIN, name: 'aqs', vars: objective },
    subjectTo: rows,
    bounds,
    binaries: [...variables.keys()],
  };
  let cuts = 0;
  return {
    lp,
    variables,
    forbid(choice) {
      rows.push({
        name: `not${cuts++}`,
        vars: open.map((g) => ({ name: name(g, choice[g]!), coef: 1 })),
        bnds: { type: glpk.GLP_UP, lb: 0, ub: open.length - 1 },
      });
    },
  };
}
