import type { GLPK, LP } from 'glpk.js/node';
import { memoryLimitBits } from '../core/plan/MemoryBox.ts';
import { memoryRows } from '../core/plan/MemoryRows.ts';
import type { Program } from '../core/plan/Program.ts';
import type { Reduction } from '../core/plan/reduceProgram.ts';

interface Term {
  readonly name: string;
  readonly coef: number;
}

/**
 * Adds the steps of the schedule to an integer problem (variables `x<group>_<position>`): at each, what is in memory keeps
 * within the limit. Whether a tensor is as wide as a level is a sum of its group's options; where several open groups read
 * it, a variable of its own that any option so wide switches on. Of two tensors of a step the pairs of levels that
 * exceed the limit exclude each other, which is all there is to say of steps with two: a far tighter relaxation than
 * their sum. Steps that cannot break the limit are left out.
 */
export function memoryConstraints(glpk: GLPK, program: Program, { table }: Reduction, lp: LP): void {
  const rows = memoryRows(program.memory!);
  const limit = memoryLimitBits(program);
  const widths = table.groups.map((group, g) =>
    group.index.map((o) => program.groups[g]!.options[o]!.activationBits),
  );
  const bounds = lp.bounds ?? [];
  lp.bounds = bounds;

  /** Of each class the least width it can have, and the wider ones, ascending. */
  const levels = rows.classes.map(({ bits, groups }) => {
    const floor = groups.reduce((w, g) => Math.max(w, Math.min(...widths[g]!)), bits);
    const wider = [...new Set(groups.flatMap((g) => widths[g]!.filter((w) => w > floor)))];
    return { floor, wider: wider.sort((a, b) => a - b) };
  });
  const options = (g: number, level: number, coef: number): readonly Term[] =>
    widths[g]!.flatMap((w, p) => (w >= level ? [{ name: `x${g}_${p}`, coef }] : []));
  const made = new Map<string, readonly Term[]>();
  /** 1 where the class is at least as wide as the level. */
  const isWide = (c: number, level: number): readonly Term[] => {
    const name = `wide${c}_${level}`;
    const before = made.get(name);
    if (before) return before;
    const open = rows.classes[c]!.groups.filter((g) => widths[g]!.some((w) => w >= level));
    let terms = options(open[0]!, level, 1);
    if (open.length > 1) {
      bounds.push({ name, type: glpk.GLP_DB, lb: 0, ub: 1 });
      terms = [{ name, coef: 1 }];
      for (const g of open) {
        const vars = [...terms, ...options(g, level, -1)];
        lp.subjectTo.push({ name: `${name}_${g}`, vars, bnds: { type: glpk.GLP_LO, lb: 0, ub: 0 } });
      }
    }
    made.set(name, terms);
    return terms;
  };
  const add = (name: string, terms: readonly Term[], most: number): void => {
    const coefs = new Map<string, number>();
    for (const { name: at, coef } of terms) coefs.set(at, (coefs.get(at) ?? 0) + coef);
    const widest = Math.max(...coefs.values());
    lp.subjectTo.push({
      name,
      vars: [...coefs].map(([at, coef]) => ({ name: at, coef: coef / widest })),
      bnds: { type: glpk.GLP_UP, lb: 0, ub: most / widest },
    });
  };

  const said = new Set<string>();
  rows.rows.forEach((row, r) => {
    const { classes, values } = row;
    const least = classes.reduce((total, c, i) => total + values[i]! * levels[c]!.floor, row.fixed);
    const room = Math.max(0, limit - least);
    const extra = (i: number, level: number): number => values[i]! * (level - levels[classes[i]!]!.floor);
    const open = classes.flatMap((c, i) => (levels[c]!.wider.length > 0 ? [i] : []));
    const most = open.reduce((total, i) => total + extra(i, levels[classes[i]!]!.wider.at(-1)!), 0);
    if (most <= room) return;
    for (const i of open) {
      for (const j of open) {
        if (j <= i) continue;
        for (const level of levels[classes[i]!]!.wider) {
          const other = levels[classes[j]!]!.wider.find((w) => extra(i, level) + extra(j, w) > room);
          if (other === undefined) continue;
          const name = `not${classes[i]}_${level}_${classes[j]}_${other}`;
          if (said.has(name)) continue;
          said.add(name);
          add(name, [...isWide(classes[i]!, level), ...isWide(classes[j]!, other)], 1);
        }
      }
    }
    // A single tensor's widest levels left the table before; two are all said above.
    if (open.length <= 2 && open.every((i) => levels[classes[i]!]!.wider.every((w) => extra(i, w) <= room)))
      return;
    const terms = open.flatMap((i) => {
      const { floor, wider } = levels[classes[i]!]!;
      return wider.flatMap((level, at) =>
        isWide(classes[i]!, level).map(({ name, coef }) => ({
          name,
          coef: coef * values[i]! * (level - (wider[at - 1] ?? floor)),
        })),
      );
    });
    add(`step${r}`, terms, room);
  });
}
