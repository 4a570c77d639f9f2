import { budgetedCosts, meetsBudgets } from './exactTotals.ts';
import { formatNumber } from './formatCost.ts';
import { isBetter, leastDamage, type MeasuredPlan } from './MeasuredPlans.ts';
import { neighbourTries } from './neighbourTries.ts';
import type { Program } from './Program.ts';
import { isBelow } from './pairSteps.ts';
import type { RefineEvent, RefineInput, RefineOptions, RefineTry, RefineWay } from './Refinement.ts';
import { swapSearch } from './swapSearch.ts';
import { bestUniformPlan, uniformPlans } from './uniformPlans.ts';

/**
 * Refines a plan by measurement (METHOD section 8). Yields the start, every measured plan, and the result last; nothing runs
 * while the caller does not ask. The result never measures worse than the plan it started with, nor than the uniform plans
 * that fit (all that no other one is wider than in both places), and always holds the budgets. What is minimized is `damage`
 * on the images that `plans` measures on: judge the refined plan on others. Throws an Error where the start breaks a
 * budget, and whatever an evaluation, the solver or a re-measurement throws.
 */
export async function* refinePlan(
  input: RefineInput,
  options: RefineOptions = {},
): AsyncGenerator<RefineEvent, void, undefined> {
  const { program, plans } = input;
  if (!meetsBudgets(program, input.choice)) {
    throw new Error('The plan to refine does not hold its budgets; solve first.');
  }
  const ways: readonly RefineWay[] =
    options.ways ?? (input.remeasure ? ['neighbours', 'swaps', 'context'] : ['neighbours', 'swaps']);
  const earlier = plans.evaluations;
  const spent = (): number => plans.evaluations - earlier;
  const before = await plans.measure(input.choice);
  let best = before;
  let step = 0;
  const seen = new Set([input.choice.join()]);
  /** What this run has not looked at yet and what holds the budgets. What is known from before costs no evaluation. */
  const isNew = (choice: readonly number[]): boolean =>
    !seen.has(choice.join()) && meetsBudgets(program, choice);
  const look = (choice: readonly number[]): Promise<MeasuredPlan> => {
    seen.add(choice.join());
    return plans.measure(choice);
  };
  yield { kind: 'start', plan: before, evaluations: spent() };

  const offer = (way: RefineTry['way'], text: string, plan: MeasuredPlan, noises = 0): RefineTry => {
    const accepted = isBetter(best.verification, plan.verification, noises);
    if (accepted) best = plan;
    return { kind: 'try', step: ++step, way, text, plan, accepted, best, evaluations: spent() };
  };

  const uniform: MeasuredPlan[] = [];
  for (const { name, choice } of fittingUniforms(program)) {
    const fresh = isNew(choice);
    const plan = await look(choice);
    uniform.push(plan);
    if (fresh) yield offer('uniform', name, plan);
  }
  if (ways.includes('neighbours')) {
    for await (const { text, choice } of neighbourTries(input, options)) {
      if (isNew(choice)) yield offer('neighbours', text, await look(choice));
    }
  }
  /** With the scores that know most: under the best plan, once they are measured. */
  let scored = program;
  if (ways.includes('context') && input.remeasure) {
    for (let round = 1; round <= (options.rounds ?? 3); round++) {
      scored = { ...(await input.remeasure(best.choice)), budgets: program.budgets };
      const { status, choice } = await input.solve(scored);
      if (status === 'infeasible' || !isNew(choice)) break;
      const tried = offer('context', `round ${round}: solved with AQS under the plan`, await look(choice));
      yield tried;
      if (!tried.accepted) break;
    }
  }
  if (ways.includes('swaps')) {
    const search = swapSearch(scored);
    const allowed = options.swaps ?? 24;
    const from = plans.evaluations;
    // Swaps known from an earlier run are looked at again, in silence, but not without end.
    for (let i = 0; i < 4 * allowed && plans.evaluations - from < allowed; i++) {
      const swap = search.next(best.choice, (choice) => seen.has(choice.join()));
      if (!swap) break;
      const fresh = !plans.has(swap.choice);
      const plan = await look(swap.choice);
      const better = isBetter(best.verification, plan.verification, options.noises ?? 1);
      if (!better) search.failed(swap);
      if (fresh || better) yield offer('swaps', swap.text, plan, options.noises ?? 1);
    }
  }
  yield {
    kind: 'done',
    before,
    after: best,
    uniform: leastDamage(uniform),
    changed: best !== before,
    evaluations: spent(),
    text: sentence(before, best, spent()),
  };
}

function sentence(before: MeasuredPlan, after: MeasuredPlan, evaluations: number): string {
  const passes = `${evaluations} ${evaluations === 1 ? 'evaluation' : 'evaluations'}`;
  if (after === before) return `No better plan within the budgets was measured in ${passes}.`;
  const [from, to] = [before.verification.damage, after.verification.damage];
  const share = from > 0 ? ` (${formatNumber((1 - to / from) * 100)} % less)` : '';
  return `Measured damage ${formatNumber(from)} before, ${formatNumber(to)} after${share}, in ${passes}.`;
}

/** Uniform plans that hold the budgets and that no other one that holds them is above; and the one of least AQS. */
function fittingUniforms(program: Program): { readonly name: string; readonly choice: readonly number[] }[] {
  const fitting = uniformPlans(program).filter((plan) => meetsBudgets(program, plan.choice));
  const least = budgetedCosts(program).length > 0 ? bestUniformPlan(program) : null;
  return fitting
    .filter(
      (plan) =>
        plan.choice.join() === least?.choice.join() ||
        !fitting.some((other) => isBelow(plan.pair, other.pair)),
    )
    .map(({ pair, choice }) => ({ name: `all groups at ${pair.weightBits}/${pair.activationBits}`, choice }));
}
