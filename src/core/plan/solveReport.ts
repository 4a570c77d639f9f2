import type { CostName, Infeasible, PlanPeak, Program, Solution } from './Program.ts';
import { planPeak } from './planPeak.ts';
import { pairOf } from './uniformPlans.ts';

/** The JSON that `mixbit solve --json` prints. */
export interface SolveReport {
  readonly status: Solution['status'];
  /** Total sensitivity; null when infeasible. */
  readonly objective: number | null;
  readonly gap: number | null;
  readonly totals: Readonly<Partial<Record<CostName, number>>>;
  /** Group id -> chosen widths. */
  readonly plan: Readonly<Record<string, { readonly weightBits: number; readonly activationBits: number }>>;
  readonly budgets: Program['budgets'];
  readonly solveMs: number;
  /** Where the plan's peak activation memory is, and the tensors that make it. */
  readonly peak?: PlanPeak;
  readonly infeasible?: Infeasible;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

export function solveReport(program: Program, solution: Solution): SolveReport {
  const peak = solution.choice.length > 0 ? planPeak(program, solution.choice) : null;
  return {
    status: solution.status,
    objective: finite(solution.objective),
    gap: finite(solution.gap),
    totals: solution.totals,
    plan: Object.fromEntries(
      solution.choice.map((option, g) => [
        program.groups[g]!.id,
        pairOf(program.groups[g]!.options[option]!),
      ]),
    ),
    budgets: program.budgets,
    solveMs: solution.solveMs,
    ...(peak ? { peak } : {}),
    ...(solution.infeasible ? { infeasible: solution.infeasible } : {}),
  };
}
