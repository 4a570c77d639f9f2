import type { GLPK } from 'glpk.js/node';
import { budgetedCosts, withSlack } from '../src/core/plan/exactTotals.ts';
import type { Program } from '../src/core/plan/Program.ts';

/** A program handed to GLPK whole, rows scaled to a limit of 1: the baseline that reduction is measured against. */
export function plainGlpkChoice(glpk: GLPK, program: Program): readonly number[] {
  const name = (g: number, o: number): string => `x${g}_${o}`;
  const all = program.groups.flatMap((group, g) => group.options.map((option, o) => ({ g, o, option })));
  const worst = Math.max(...all.map(({ option }) => option.sensitivity)) || 1;
  const { result } = glpk.solve(
    {
      name: 'plain',
      objective: {
        direction: glpk.GLP_MIN,
        name: 'aqs',
        vars: all.map(({ g, o, option }) => ({
          name: name(g, o),
          coef: (option.sensitivity / worst) * 1000,
        })),
      },
      subjectTo: [
        ...program.groups.map((group, g) => ({
          name: `one${g}`,
          vars: group.options.map((_, o) => ({ name: name(g, o), coef: 1 })),
          bnds: { type: glpk.GLP_FX, lb: 1, ub: 1 },
        })),
        ...budgetedCosts(program).map((cost) => ({
          name: cost,
          vars: all.map(({ g, o, option }) => ({
            name: name(g, o),
            coef: option.costs[cost]! / withSlack(program.budgets[cost]!),
          })),
          bnds: { type: glpk.GLP_UP, lb: 0, ub: 1 },
        })),
      ],
      binaries: all.map(({ g, o }) => name(g, o)),
    },
    { msglev: glpk.GLP_MSG_OFF, presol: true, mipgap: 0, tmlim: 20 },
  );
  return program.groups.map((group, g) =>
    group.options.findIndex((_, o) => (result.vars[name(g, o)] ?? 0) > 0.5),
  );
}
