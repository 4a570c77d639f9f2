import type { GLPK, LP } from 'glpk.js/node';
import { sumBudgets, withSlack } from '../src/core/plan/exactTotals.ts';
import type { Program } from '../src/core/plan/Program.ts';

/** Every tensor's bits are at least what each of its readers chose; every step's sum is within the limit. */
function memoryParts(
  glpk: GLPK,
  { memory, budgets, groups }: Program,
): { readonly rows: LP['subjectTo']; readonly bounds: NonNullable<LP['bounds']> } {
  if (!memory || budgets.memory === undefined) return { rows: [], bounds: [] };
  const limit = withSlack(budgets.memory) * 8;
  const readers = memory.tensors.flatMap((tensor, t) =>
    tensor.groups.map((g) => ({
      name: `read${t}_${g}`,
      vars: [
        { name: `w${t}`, coef: 1 },
        ...groups[g]!.options.map((option, o) => ({ name: `x${g}_${o}`, coef: -option.activationBits })),
      ],
      bnds: { type: glpk.GLP_LO, lb: 0, ub: 0 },
    })),
  );
  const steps = memory.steps.map(({ live }, s) => ({
    name: `step${s}`,
    vars: live.map((t) => ({ name: `w${t}`, coef: memory.tensors[t]!.values / limit })),
    bnds: { type: glpk.GLP_UP, lb: 0, ub: 1 },
  }));
  const bounds = memory.tensors.map(({ bits }, t) => ({ name: `w${t}`, type: glpk.GLP_LO, lb: bits, ub: 0 }));
  return { rows: [...readers, ...steps], bounds };
}

/** A program handed to GLPK whole, rows scaled to a limit of 1: the baseline that reduction is measured against. */
export function plainGlpkChoice(glpk: GLPK, program: Program): readonly number[] {
  const name = (g: number, o: number): string => `x${g}_${o}`;
  const all = program.groups.flatMap((group, g) => group.options.map((option, o) => ({ g, o, option })));
  const memory = memoryParts(glpk, program);
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
        ...sumBudgets(program).map((cost) => ({
          name: cost,
          vars: all.map(({ g, o, option }) => ({
            name: name(g, o),
            coef: option.costs[cost]! / withSlack(program.budgets[cost]!),
          })),
          bnds: { type: glpk.GLP_UP, lb: 0, ub: 1 },
        })),
        ...memory.rows,
      ],
      bounds: memory.bounds,
      binaries: all.map(({ g, o }) => name(g, o)),
    },
    { msglev: glpk.GLP_MSG_OFF, presol: true, mipgap: 0, tmlim: 20 },
  );
  return program.groups.map((group, g) =>
    group.options.findIndex((_, o) => (result.vars[name(g, o)] ?? 0) > 0.5),
  );
}
