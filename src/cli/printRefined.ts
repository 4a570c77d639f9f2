import type { TotalsInput } from '../core/cost/planTotals.ts';
import { writeVerification } from '../core/exports/verificationFile.ts';
import { costsOf, objectiveOf, totalOf, totalsOf } from '../core/plan/exactTotals.ts';
import { formatCost } from '../core/plan/formatCost.ts';
import type { CostName, Program } from '../core/plan/Program.ts';
import { pairOf, uniformPlans } from '../core/plan/uniformPlans.ts';
import { pairKey } from '../core/profile/Pair.ts';
import type { Distance } from '../core/sensitivity/AqsTable.ts';
import type { Verification } from '../core/verify/Verification.ts';
import type { AqsData } from './AqsFile.ts';
import { floatTotal, floatVerification, type MeasuredRow, printMeasured } from './measuredTable.ts';
import { howFound, type RefinedPlan, refinedText } from './refinedPlan.ts';

/** Float, before, after and the best uniform plan, and what was found where it was not taken. */
function rowsOf(program: Program, refined: RefinedPlan, cost: CostName): readonly MeasuredRow[] {
  const { judgement, before, found, after, uniform } = refined;
  const row = (name: string, choice: readonly number[], verification: Verification): MeasuredRow => ({
    name,
    ...(costsOf(program).includes(cost) ? { total: totalOf(program, choice, cost) } : {}),
    predicted: objectiveOf(program, choice),
    verification,
  });
  const { start, best, better } = judgement;
  return [
    { name: 'float', predicted: 0, verification: floatVerification(before) },
    row('before', start.choice, before),
    row('after', best.choice, after),
    ...(!better && refined.result.changed ? [row('found, not taken', judgement.found.choice, found)] : []),
    ...(uniform && judgement.uniform
      ? [row(`uniform ${uniformName(program, judgement.uniform.choice)}`, judgement.uniform.choice, uniform)]
      : []),
  ];
}

function uniformName(program: Program, choice: readonly number[]): string {
  const plan = uniformPlans(program).find((uniform) => uniform.choice.join() === choice.join());
  return plan ? `${pairKey(plan.pair)}${plan.exact ? '' : ' or wider'}` : '';
}

/** What the plan costs, its measurement beside the others', and how it ended, on stdout. */
export function printRefined(
  program: Program,
  refined: RefinedPlan,
  cost: CostName,
  { network, distance }: { readonly network: TotalsInput; readonly distance: Distance },
): void {
  const [float, ...plans] = rowsOf(program, refined, cost);
  printMeasured([{ ...float!, ...floatTotal(network, cost) }, ...plans], cost, distance);
  const totals = Object.entries(totalsOf(program, refined.judgement.best.choice)).map(([name, total]) =>
    formatCost(name as CostName, total!),
  );
  process.stdout.write(`\n${refinedText(refined)}\n${totals.join(', ')}\n`);
}

/** The same as JSON, with every plan that was tried. `data` names the verification data. */
export function printRefinedJson(
  program: Program,
  refined: RefinedPlan,
  cost: CostName,
  data: AqsData,
  measuredTrials: number,
): void {
  const { judgement, ways, searched, tries, result } = refined;
  const { choice } = judgement.best;
  const how = howFound(refined);
  const report = {
    plan: Object.fromEntries(
      choice.map((option, g) => [
        program.groups[g]!.id,
        pairKey(pairOf(program.groups[g]!.options[option]!)),
      ]),
    ),
    better: judgement.better,
    found: result.changed,
    ...(how === undefined ? {} : { refined: how }),
    ways,
    searched: searched === null ? { data: 'calibration' } : { data: 'verification', images: searched },
    start: result.before.verification.damage,
    tries,
    evaluations: result.evaluations,
    measuredTrials,
    budgets: program.budgets,
    totals: totalsOf(program, choice),
    cost,
    rows: rowsOf(program, refined, cost).map(({ verification, ...row }) => ({
      ...row,
      verification: writeVerification(verification, data),
    })),
    text: refinedText(refined),
  };
  process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
}
