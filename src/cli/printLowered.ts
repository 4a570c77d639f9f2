import type { TotalsInput } from '../core/cost/planTotals.ts';
import { writeVerification } from '../core/exports/verificationFile.ts';
import { objectiveOf, totalOf, totalsOf } from '../core/plan/exactTotals.ts';
import { formatCost } from '../core/plan/formatCost.ts';
import type { OptimumGap } from '../core/plan/optimumGap.ts';
import type { CostName, Program } from '../core/plan/Program.ts';
import { pairOf } from '../core/plan/uniformPlans.ts';
import { pairKey } from '../core/profile/Pair.ts';
import type { Distance } from '../core/sensitivity/AqsTable.ts';
import type { Criterion } from '../core/verify/Criterion.ts';
import { criterionError } from '../core/verify/criterionError.ts';
import { formatCriterionValue } from '../core/verify/formatCriterion.ts';
import type { AqsData } from './AqsFile.ts';
import type { LoweredPlan } from './loweredPlan.ts';
import { floatTotal, floatVerification, type MeasuredRow, printMeasured } from './measuredTable.ts';
import { printTable } from './printTable.ts';

/** The optimum at the same cost, as measured, where the procedure did not find it itself. */
function optimumRow(
  program: Program,
  gap: OptimumGap | null,
  { measuredOptimum }: LoweredPlan,
): readonly MeasuredRow[] {
  if (!gap || gap.excess === 0 || !measuredOptimum) return [];
  const total = totalOf(program, gap.choice, gap.cost);
  return [{ name: 'ILP, same cost', total, predicted: gap.optimum, verification: measuredOptimum }];
}

export interface LoweredContext {
  readonly criterion: Criterion;
  readonly network: TotalsInput;
  /** Of the scores. */
  readonly distance: Distance;
}

/** The pairs, what was measured, and how it ended, on stdout. */
export function printPlan(
  program: Program,
  found: LoweredPlan,
  { criterion, network, distance }: LoweredContext,
): void {
  const { choice, cost, verification } = found;
  printTable(
    ['group', 'pair'],
    choice.map((option, g) => [program.groups[g]!.id, pairKey(pairOf(program.groups[g]!.options[option]!))]),
  );
  process.stdout.write('\n');
  printMeasured(
    [
      {
        name: 'float',
        ...floatTotal(network, cost),
        predicted: 0,
        verification: floatVerification(verification),
      },
      {
        name: 'plan',
        total: totalOf(program, choice, cost),
        predicted: objectiveOf(program, choice),
        verification,
      },
      ...optimumRow(program, found.gap, found),
    ],
    cost,
    distance,
  );
  const totals = Object.entries(totalsOf(program, choice)).map(([name, total]) =>
    formatCost(name as CostName, total!),
  );
  const error = criterionError(criterion, verification);
  const doubt =
    error === null
      ? ''
      : ` Standard error over ${verification.images} images: ${formatCriterionValue(criterion.kind, error)}; verify the plan on others.`;
  process.stdout.write(`\n${found.text}${doubt}\n${totals.join(', ')}\n`);
}

/** The same as JSON. */
export function printJson(program: Program, found: LoweredPlan, criterion: Criterion, data: AqsData): void {
  const { choice, value, evaluations, gap, text, verification, measuredOptimum } = found;
  const report = {
    plan: Object.fromEntries(
      choice.map((option, g) => [
        program.groups[g]!.id,
        pairKey(pairOf(program.groups[g]!.options[option]!)),
      ]),
    ),
    value,
    standardError: criterionError(criterion, verification),
    evaluations,
    objective: objectiveOf(program, choice),
    totals: totalsOf(program, choice),
    verification: writeVerification(verification, data),
    gap: gap && {
      cost: gap.cost,
      optimum: gap.optimum,
      excess: gap.excess,
      ...(measuredOptimum ? { verification: writeVerification(measuredOptimum, data) } : {}),
    },
    text,
  };
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
}
