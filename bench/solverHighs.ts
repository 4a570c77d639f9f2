import type { Highs } from 'highs';
import type { Program } from '../src/core/plan/Program.ts';
import { lpText } from './solverLp.ts';

/** A program solved whole by HiGHS, an exact solver of other make, at gap 0: option index by group. */
export function highsChoice(highs: Highs, program: Program): readonly number[] {
  const solution = highs.solve(lpText(program), { mip_rel_gap: 0, mip_abs_gap: 0, output_flag: false });
  const columns = solution.Columns as Readonly<Record<string, { readonly Primal?: number }>>;
  return program.groups.map((group, g) =>
    group.options.findIndex((_, o) => (columns[`x${g}_${o}`]?.Primal ?? 0) > 0.5),
  );
}
